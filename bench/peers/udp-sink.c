// A receiver of datagrams as a person would write it, one thread, blocking: every datagram on its own
// (recvfrom) or up to 64 a call (recvmmsg). A multicast group is joined on the loopback interface.
//   udp-sink recvfrom|recvmmsg <IPv4 address> <port> <receive buffer>
// At SIGTERM it takes what is queued, writes {"received":datagrams,"bytes":…} and ends.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

enum { BATCH = 64, LARGEST = 65536 };

static volatile sig_atomic_t ending;
static uint64_t received, bytes;

static void end(int signal) {
  (void)signal;
  ending = 1;
}

static int receive_one(int fd) {
  static unsigned char payload[LARGEST];
  struct sockaddr_in from;
  socklen_t length = sizeof from;
  ssize_t size = recvfrom(fd, payload, sizeof payload, 0, (struct sockaddr *)&from, &length);
  if (size < 0) return -1;
  received++;
  bytes += size;
  return 0;
}

static int receive_many(int fd) {
  static unsigned char payload[BATCH][LARGEST];
  static struct iovec pieces[BATCH];
  static struct sockaddr_in from[BATCH];
  static struct mmsghdr messages[BATCH];
  for (int i = 0; i < BATCH; i++) {
    pieces[i] = (struct iovec){payload[i], LARGEST};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i],
                                          .msg_iovlen = 1,
                                          .msg_name = &from[i],
                                          .msg_namelen = sizeof from[i]};
  }
  int count = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
  if (count < 0) return -1;
  received += count;
  for (int i = 0; i < count; i++) bytes += messages[i].msg_len;
  return 0;
}

int main(int count, char **words) {
  if (count != 5) return 2;
  int (*receive)(int) = strcmp(words[1], "recvmmsg") == 0 ? receive_many : receive_one;
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_port = htons(atoi(words[3]))};
  if (inet_pton(AF_INET, words[2], &local.sin_addr) != 1) return 2;
  int buffer = atoi(words[4]);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  // A call gives up now and then, so that a signal which comes just before it is not missed.
  struct timeval patience = {.tv_usec = 100000};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  sigaction(SIGTERM, &(struct sigaction){.sa_handler = end}, NULL);
  if (bind(fd, (struct sockaddr *)&local, sizeof local) < 0) {
    perror("bind");
    return 1;
  }
  if (IN_MULTICAST(ntohl(local.sin_addr.s_addr))) {
    struct ip_mreq group = {local.sin_addr, {htonl(INADDR_LOOPBACK)}};
    if (setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &group, sizeof group) < 0) {
      perror("IP_ADD_MEMBERSHIP");
      return 1;
    }
  }
  for (;;) {
    if (receive(fd) == 0) continue;
    if (errno != EAGAIN && errno != EINTR) {
      perror("receive");
      return 1;
    }
    if (ending && errno == EAGAIN) break;
  }
  printf("{\"received\":%lu,\"bytes\":%lu}\n", received, bytes);
  return 0;
}
