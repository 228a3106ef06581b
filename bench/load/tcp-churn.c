// Clients that connect, send 64 bytes, read them back, check each of them, and close; as fast as they
// can, so many at once, each started anew as soon as one is done.
//   tcp-churn <port> <clients at once> <seconds> [upper]
// With `upper` the answer is what was sent with ASCII letters in upper case.
// Writes {"rate":clients a second,"stall":longest time of one client in ms,"served":…,"failed":…}; ends
// with status 1 when a byte came back wrong or nobody was served.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE = 64, EVENTS = 512 };

// A server that was measured a moment ago leaves thousands of TIME_WAIT; a client's address of its own in
// 127.0.0.0/8, another for every so many clients, keeps the ports from running out.
enum { CLIENTS_AN_ADDRESS = 20000 };

struct client {
  int fd;
  int sent, got;
  double since;
  unsigned char message[MESSAGE], expected[MESSAGE], answer[MESSAGE];
};

static struct sockaddr_in server;
static int epoll, upper;
static unsigned long started, served, failed;
static double longest;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void begin(struct client *client) {
  int on = 1;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (client->fd < 0) {
    perror("socket");
    exit(1);
  }
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  unsigned address = 0x7f000000u + 2 + ((getpid() * 31 + started / CLIENTS_AN_ADDRESS) & 0xfffff);
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  if (bind(client->fd, (struct sockaddr *)&local, sizeof local) < 0) {
    perror("bind");
    exit(1);
  }
  started++;
  client->sent = client->got = 0;
  client->since = now();
  for (int i = 0; i < MESSAGE; i++) {
    unsigned char byte = started * 7 + i;
    client->message[i] = byte;
    client->expected[i] = upper && byte >= 'a' && byte <= 'z' ? byte - 'a' + 'A' : byte;
  }
  if (connect(client->fd, (struct sockaddr *)&server, sizeof server) < 0 && errno != EINPROGRESS) {
    perror("connect");
    exit(1);
  }
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = client};
  epoll_ctl(epoll, EPOLL_CTL_ADD, client->fd, &event);
}

// Done, for good or bad: the same one comes anew.
static void again(struct client *client, int good) {
  double took = now() - client->since;
  if (took > longest) longest = took;
  if (good) served++;
  else failed++;
  close(client->fd);
  begin(client);
}

static void go_on(struct client *client, unsigned events) {
  if (client->sent < MESSAGE && (events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
    ssize_t sent =
        send(client->fd, client->message + client->sent, MESSAGE - client->sent, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno != EAGAIN) again(client, 0);
      return;
    }
    client->sent += sent;
    if (client->sent == MESSAGE) {
      struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
      epoll_ctl(epoll, EPOLL_CTL_MOD, client->fd, &event);
    }
    return;
  }
  ssize_t got = recv(client->fd, client->answer + client->got, MESSAGE - client->got, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) again(client, 0);
    return;
  }
  client->got += got;
  if (client->got < MESSAGE) return;
  if (memcmp(client->expected, client->answer, MESSAGE) != 0) {
    fprintf(stderr, "the answer is wrong\n");
    exit(1);
  }
  again(client, 1);
}

int main(int count, char **words) {
  upper = count == 5 && strcmp(words[4], "upper") == 0;
  if (count != 4 && !upper) return 2;
  server = (struct sockaddr_in){.sin_family = AF_INET,
                                .sin_port = htons(atoi(words[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int at_once = atoi(words[2]);
  double seconds = atof(words[3]);
  struct rlimit limit = {at_once + 64, at_once + 64};
  struct rlimit old;
  getrlimit(RLIMIT_NOFILE, &old);
  if (old.rlim_cur < limit.rlim_cur) setrlimit(RLIMIT_NOFILE, &limit);
  epoll = epoll_create1(EPOLL_CLOEXEC);
  struct client *clients = calloc(at_once, sizeof *clients);
  double start = now();
  for (int i = 0; i < at_once; i++) begin(&clients[i]);
  struct epoll_event events[EVENTS];
  while (now() - start < seconds) {
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    for (int i = 0; i < ready; i++) go_on(events[i].data.ptr, events[i].events);
  }
  double took = now() - start;
  // Who was never answered has waited as long as that.
  for (int i = 0; i < at_once; i++) {
    double waits = now() - clients[i].since;
    if (waits > longest) longest = waits;
  }
  printf("{\"rate\":%.1f,\"stall\":%.2f,\"served\":%lu,\"failed\":%lu}\n", served / took,
         longest * 1e3, served, failed);
  return served > 0 ? 0 : 1;
}
