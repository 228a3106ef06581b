// Connections that are opened and held, silent but for one message each on demand.
//   tcp-hold <port> <connections>
// Opens all, sends 64 bytes over each and checks the answer, and says so in a line:
// {"answered":connections}. SIGUSR1: the same messages once more, and another line. Holds them until it
// is ended. Status 1 when an answer is wrong or a connection fails.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MESSAGE = 64, OTHER_FILES = 64 };

// One local address has some 28,000 ports; each of these has its own.
enum { CLIENTS_AN_ADDRESS = 20000 };

static volatile sig_atomic_t asked = 1;

static void again(int number) {
  (void)number;
  asked = 1;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

// Blocking, so that no more than one waits in the accept queue: it is the holding that is measured.
static int hold(struct sockaddr_in *server, int number) {
  int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  unsigned address = 0x7f000000u + 2 + getpid() % 0xffff * 16 + number / CLIENTS_AN_ADDRESS;
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&local, sizeof local) < 0) fail("bind");
  if (connect(fd, (struct sockaddr *)server, sizeof *server) < 0) fail("connect");
  return fd;
}

static void converse(int fd, int number) {
  unsigned char message[MESSAGE], answer[MESSAGE];
  for (int i = 0; i < MESSAGE; i++) message[i] = number * 7 + i;
  if (send(fd, message, MESSAGE, MSG_NOSIGNAL) != MESSAGE) fail("send");
  if (recv(fd, answer, MESSAGE, MSG_WAITALL) != MESSAGE) fail("recv");
  if (memcmp(message, answer, MESSAGE) == 0) return;
  fprintf(stderr, "the answer is not what was sent\n");
  exit(1);
}

int main(int count, char **words) {
  if (count != 3) return 2;
  struct sockaddr_in server = {.sin_family = AF_INET,
                               .sin_port = htons(atoi(words[1])),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int connections = atoi(words[2]);
  struct rlimit limit;
  getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < (rlim_t)connections + OTHER_FILES) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  signal(SIGUSR1, again);
  sigset_t usr1, before;
  sigemptyset(&usr1);
  sigaddset(&usr1, SIGUSR1);
  sigprocmask(SIG_BLOCK, &usr1, &before);

  int *held = calloc(connections, sizeof *held);
  for (int i = 0; i < connections; i++) held[i] = hold(&server, i);
  for (;;) {
    while (!asked) sigsuspend(&before);
    asked = 0;
    for (int i = 0; i < connections; i++) converse(held[i], i);
    printf("{\"answered\":%d}\n", connections);
    fflush(stdout);
  }
}
