// Datagrams at an even pace, or as fast as they go, to one address; a multicast group is sent to on the
// loopback interface, so nothing leaves this machine.
//   udp-send <IPv4 address> <port> [-s bytes] [-r datagrams a second] [-t seconds | -n count] [-b port] [-l TTL]
// Without -r as fast as it goes, without -t and -n for one second, without -s 64 bytes, without -b from a
// free port. Each begins with its number, from 0, as eight bytes, most significant first; the rest is zeros.
// They leave by sendmmsg(2), and where the kernel can cut them apart itself (UDP_SEGMENT, Linux 4.18) many in
// one message: a receiver gets single datagrams all the same, but a sender costs a third.
// Writes {"sent":datagrams,"seconds":…,"rate":sent a second,"late":worst delay of a slice in ms}. A sender
// that was held up does not make up for more than CATCH_UP_SECONDS: the flood after it would be another
// load than the one asked for, and `rate` tells.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 64, SMALLEST = 8, LARGEST = 65507 };
#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
static const double SLICE_SECONDS = 0.0002, CATCH_UP_SECONDS = 0.001;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void sleep_until(double when) {
  struct timespec time = {.tv_sec = (time_t)when, .tv_nsec = (when - (time_t)when) * 1e9};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
}

static int connected(const char *address, int port, int from, int ttl) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(from)};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  if (inet_pton(AF_INET, address, &to.sin_addr) != 1) {
    fprintf(stderr, "%s is no IPv4 address\n", address);
    exit(2);
  }
  if (IN_MULTICAST(ntohl(to.sin_addr.s_addr))) {
    struct in_addr loopback = {htonl(INADDR_LOOPBACK)};
    int on = 1;
    if (setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &loopback, sizeof loopback) < 0 ||
        setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl) < 0 ||
        setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &on, sizeof on) < 0) {
      perror("setsockopt");
      exit(1);
    }
  }
  if (bind(fd, (struct sockaddr *)&local, sizeof local) < 0 ||
      connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
    perror("bind, connect");
    exit(1);
  }
  return fd;
}

static uint64_t sent;
static int size = 64;
static unsigned char *payload;
// Datagrams in one message to the kernel.
static int segments = 1;

static void prepare(int fd) {
  payload = calloc(BATCH, size);
  if (setsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &size, sizeof size) == 0)
    segments = LARGEST / size;
  if (segments > BATCH) segments = BATCH;
}

// At most a batch.
static void send_batch(int fd, int count) {
  struct iovec pieces[BATCH];
  struct mmsghdr messages[BATCH];
  int made = 0;
  for (int from = 0; from < count; from += segments) {
    int here = count - from < segments ? count - from : segments;
    pieces[made] = (struct iovec){payload + (size_t)from * size, (size_t)here * size};
    messages[made] = (struct mmsghdr){.msg_hdr = {.msg_iov = &pieces[made], .msg_iovlen = 1}};
    made++;
  }
  for (int i = 0; i < count; i++) {
    uint64_t number = htobe64(sent + i);
    memcpy(payload + (size_t)i * size, &number, sizeof number);
  }
  for (int from = 0; from < made;) {
    int done = sendmmsg(fd, messages + from, made - from, 0);
    if (done < 0 && errno != EINTR && errno != ENOBUFS) {
      perror("sendmmsg");
      exit(1);
    }
    if (done > 0) from += done;
  }
  sent += count;
}

static void send_some(int fd, uint64_t count) {
  for (; count > BATCH; count -= BATCH) send_batch(fd, BATCH);
  if (count > 0) send_batch(fd, count);
}

int main(int count, char **words) {
  double rate = 0, seconds = 1;
  uint64_t most = UINT64_MAX;
  int from = 0, ttl = 0;
  for (int option; (option = getopt(count, words, "s:r:t:n:b:l:")) >= 0;) {
    switch (option) {
      case 's': size = atoi(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 't': seconds = atof(optarg); break;
      case 'n': most = strtoull(optarg, NULL, 10); seconds = 1e9; break;
      case 'b': from = atoi(optarg); break;
      case 'l': ttl = atoi(optarg); break;
      default: return 2;
    }
  }
  if (count - optind != 2 || size < SMALLEST || size > LARGEST) {
    fprintf(stderr, "udp-send <address> <port> [-s bytes] [-r rate] [-t s | -n count] [-b port] [-l TTL]\n");
    return 2;
  }
  prctl(PR_SET_TIMERSLACK, 1UL);
  int fd = connected(words[optind], atoi(words[optind + 1]), from, ttl);
  prepare(fd);

  double start = now(), end = start + seconds, late = 0;
  double paced_from = start;  // Where the schedule begins: moved when it can't be kept.
  uint64_t paced = 0;
  for (double slice = start; sent < most; slice += SLICE_SECONDS) {
    double time = now();
    if (rate > 0 && time < slice) {
      sleep_until(slice);
      time = now();
    }
    if (time >= end) break;
    uint64_t due = BATCH;
    if (rate > 0) {
      if (time - slice > late) late = time - slice;
      if (time - slice > CATCH_UP_SECONDS) {
        paced_from += time - slice - CATCH_UP_SECONDS;
        slice = time - CATCH_UP_SECONDS;
      }
      double whole = (time - paced_from + SLICE_SECONDS) * rate;
      due = whole > paced ? (uint64_t)whole - paced : 0;
    }
    if (due > most - sent) due = most - sent;
    send_some(fd, due);
    paced += due;
  }
  double took = now() - start;
  printf("{\"sent\":%lu,\"seconds\":%.4f,\"rate\":%.1f,\"late\":%.2f}\n", sent, took, sent / took,
         late * 1e3);
  return 0;
}
