// The UDP echo server that a person would write with recvmmsg and sendmmsg, one thread, blocking.
//   udp-echo <port of 127.0.0.1> <receive buffer>

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

enum { BATCH = 64, LARGEST = 65536 };

int main(int count, char **words) {
  static unsigned char payload[BATCH][LARGEST];
  static struct iovec pieces[BATCH];
  static struct sockaddr_in from[BATCH];
  static struct mmsghdr messages[BATCH];
  if (count != 3) return 2;
  struct sockaddr_in local = {.sin_family = AF_INET,
                              .sin_port = htons(atoi(words[1])),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int buffer = atoi(words[2]);
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (bind(fd, (struct sockaddr *)&local, sizeof local) < 0) {
    perror("bind");
    return 1;
  }
  for (;;) {
    for (int i = 0; i < BATCH; i++) {
      pieces[i] = (struct iovec){payload[i], LARGEST};
      messages[i].msg_hdr = (struct msghdr){.msg_iov = &pieces[i],
                                            .msg_iovlen = 1,
                                            .msg_name = &from[i],
                                            .msg_namelen = sizeof from[i]};
    }
    int got = recvmmsg(fd, messages, BATCH, MSG_WAITFORONE, NULL);
    if (got < 0 && errno != EINTR && errno != ECONNREFUSED) {
      perror("recvmmsg");
      return 1;
    }
    for (int i = 0; i < got; i++) pieces[i].iov_len = messages[i].msg_len;
    for (int at = 0; at < got;) {
      int sent = sendmmsg(fd, messages + at, got - at, 0);
      at += sent > 0 ? sent : 1;
    }
  }
}
