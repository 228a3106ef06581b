// Datagrams that are to come back: so many in flight, each answered one at once replaced by the next. Every
// byte of every answer is checked. What is not back within PATIENCE_SECONDS is lost, and replaced too.
//   udp-echo-load <port of 127.0.0.1> <bytes 8..65507> <in flight 1..256> <seconds>
// Writes {"rate":answered a second,"answered":…,"lost":…}; ends with status 1 when an answer is not what was
// sent, or when there was none.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256, SMALLEST = 8, LARGEST = 65507, BUFFER = 4 << 20 };
static const double PATIENCE_SECONDS = 0.2;

static int size, in_flight;
static uint64_t sent, answered, lost;
static unsigned char *out, *in, *pattern;
static struct iovec outs[MOST], ins[MOST];
static struct mmsghdr sending[MOST], receiving[MOST];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// Its number first, then bytes that are never the same at the same place in the next one.
static void write_datagram(unsigned char *to, uint64_t number) {
  uint64_t first = htobe64(number);
  memcpy(to, pattern + number % 251, size);
  memcpy(to, &first, sizeof first);
}

static int is_datagram(const unsigned char *got, int length) {
  if (length != size) return 0;
  uint64_t first;
  memcpy(&first, got, sizeof first);
  uint64_t number = be64toh(first);
  return number < sent && memcmp(got + 8, pattern + number % 251 + 8, size - 8) == 0;
}

static void prepare(void) {
  pattern = malloc(size + 251);
  for (int i = 0; i < size + 251; i++) pattern[i] = i * 31 + (i >> 8);
  out = malloc((size_t)MOST * size);
  in = malloc((size_t)MOST * LARGEST);
  for (int i = 0; i < MOST; i++) {
    outs[i] = (struct iovec){out + (size_t)i * size, size};
    ins[i] = (struct iovec){in + (size_t)i * LARGEST, LARGEST};
    sending[i].msg_hdr = (struct msghdr){.msg_iov = &outs[i], .msg_iovlen = 1};
    receiving[i].msg_hdr = (struct msghdr){.msg_iov = &ins[i], .msg_iovlen = 1};
  }
}

static void send_next(int fd, int count) {
  for (int i = 0; i < count; i++) write_datagram(out + (size_t)i * size, sent + i);
  for (int from = 0; from < count;) {
    int done = sendmmsg(fd, sending + from, count - from, 0);
    if (done < 0 && errno != EINTR && errno != ENOBUFS) {
      perror("sendmmsg");
      exit(1);
    }
    if (done > 0) from += done;
  }
  sent += count;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  struct sockaddr_in to = {.sin_family = AF_INET,
                           .sin_port = htons(atoi(words[1])),
                           .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  size = atoi(words[2]);
  in_flight = atoi(words[3]);
  double seconds = atof(words[4]);
  if (size < SMALLEST || size > LARGEST || in_flight < 1 || in_flight > MOST) return 2;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), buffer = BUFFER;
  struct timeval patience = {.tv_usec = PATIENCE_SECONDS * 1e6};
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    perror("connect");
    return 1;
  }
  prepare();
  double start = now();
  send_next(fd, in_flight);
  while (now() - start < seconds) {
    int got = recvmmsg(fd, receiving, in_flight, MSG_WAITFORONE, NULL);
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno != EAGAIN) {
        perror("recvmmsg");
        return 1;
      }
      lost += in_flight;
      send_next(fd, in_flight);
      continue;
    }
    for (int i = 0; i < got; i++) {
      if (!is_datagram(in + (size_t)i * LARGEST, receiving[i].msg_len)) {
        fprintf(stderr, "the answer is not what was sent\n");
        return 1;
      }
    }
    answered += got;
    send_next(fd, got);
  }
  double took = now() - start;
  printf("{\"rate\":%.1f,\"answered\":%lu,\"lost\":%lu}\n", answered / took, answered, lost);
  return answered > 0 ? 0 : 1;
}
