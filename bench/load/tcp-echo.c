// Streams that are echoed: each connection sends, reads what comes back at the same time, and checks every
// byte against what stands at its place in the stream. No more than `window` bytes are under way in each:
// a server that writes blocking comes to a standstill when more is than its pipes hold.
//   tcp-echo <port> <connections> <seconds> <window>
// Measures after a quarter of the time, when all are under way. Writes {"rate":bytes a second that came
// back,"slowest":…,"fastest":… of one connection}; ends with status 1 when a byte came back wrong or a
// connection ended.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 65536, EVENTS = 64 };
// Of a prime length, so that a piece that was lost, doubled or moved does not fit its place.
enum { PERIOD = 4093 };

struct stream {
  int fd;
  unsigned long sent, got, got_before;
};

static unsigned char pattern[PIECE + PERIOD];
static size_t window;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void send_more(struct stream *stream) {
  size_t room = window - (stream->sent - stream->got);
  if (room == 0) return;
  size_t piece = room < PIECE ? room : PIECE;
  ssize_t sent = send(stream->fd, pattern + stream->sent % PERIOD, piece, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) fail("send");
  if (sent > 0) stream->sent += sent;
}

static void read_more(struct stream *stream) {
  static unsigned char piece[PIECE];
  ssize_t got = recv(stream->fd, piece, PIECE, 0);
  if (got < 0 && errno == EAGAIN) return;
  if (got < 0) fail("recv");
  if (got == 0 || memcmp(piece, pattern + stream->got % PERIOD, got) != 0) {
    fprintf(stderr, got == 0 ? "a stream ended\n" : "what came back is not what was sent\n");
    exit(1);
  }
  stream->got += got;
  send_more(stream);
}

int main(int count, char **words) {
  if (count != 5) return 2;
  struct sockaddr_in server = {.sin_family = AF_INET,
                               .sin_port = htons(atoi(words[1])),
                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int connections = atoi(words[2]);
  double seconds = atof(words[3]);
  window = atol(words[4]);
  for (int i = 0; i < PERIOD; i++) pattern[i] = rand();
  for (int i = PERIOD; i < PIECE + PERIOD; i++) pattern[i] = pattern[i - PERIOD];

  int epoll = epoll_create1(EPOLL_CLOEXEC);
  struct stream *streams = calloc(connections, sizeof *streams);
  for (int i = 0; i < connections; i++) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&server, sizeof server) < 0) fail("connect");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    streams[i].fd = fd;
  }
  for (int i = 0; i < connections; i++) {
    // Connected while it still blocked: from here on nothing waits.
    fcntl(streams[i].fd, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &streams[i]};
    epoll_ctl(epoll, EPOLL_CTL_ADD, streams[i].fd, &event);
    // What comes back makes room for more: as long as something is under way, nothing else need wake us.
    send_more(&streams[i]);
  }

  double start = now(), from = 0;
  struct epoll_event events[EVENTS];
  for (;;) {
    double time = now();
    if (from == 0 && time - start >= seconds / 4) {
      from = time;
      for (int i = 0; i < connections; i++) streams[i].got_before = streams[i].got;
    }
    if (time - start >= seconds) break;
    int ready = epoll_wait(epoll, events, EVENTS, 100);
    for (int i = 0; i < ready; i++) {
      read_more(events[i].data.ptr);
    }
  }
  double took = now() - from, all = 0, slowest = 0, fastest = 0;
  for (int i = 0; i < connections; i++) {
    double rate = (streams[i].got - streams[i].got_before) / took;
    all += rate;
    if (i == 0 || rate < slowest) slowest = rate;
    if (rate > fastest) fastest = rate;
  }
  printf("{\"rate\":%.0f,\"slowest\":%.0f,\"fastest\":%.0f}\n", all, slowest, fastest);
  return all > 0 ? 0 : 1;
}
