// The echo server that a person would write with epoll, level-triggered, one thread.
//   epoll-echo <port> <backlog>

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, PIECE = 65536, HELD = 65536 };

// What a client's socket would not take yet: a client that doesn't read is not read from either.
struct rest {
  char *bytes;
  size_t from, to;
};
static struct rest rests[HELD];

static void watch(int epoll, int fd, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll, operation, fd, &event) < 0) perror("epoll_ctl");
}

static void end(int fd) {
  free(rests[fd].bytes);
  rests[fd] = (struct rest){0};
  close(fd);
}

static void flush(int epoll, int fd) {
  struct rest *rest = &rests[fd];
  ssize_t sent = send(fd, rest->bytes + rest->from, rest->to - rest->from, MSG_NOSIGNAL);
  if (sent < 0) {
    if (errno != EAGAIN) end(fd);
    return;
  }
  rest->from += sent;
  if (rest->from < rest->to) return;
  free(rest->bytes);
  *rest = (struct rest){0};
  watch(epoll, fd, EPOLL_CTL_MOD, EPOLLIN);
}

static void echo(int epoll, int fd) {
  static char piece[PIECE];
  ssize_t got = recv(fd, piece, PIECE, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) end(fd);
    return;
  }
  ssize_t sent = send(fd, piece, got, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) {
    end(fd);
    return;
  }
  if (sent < 0) sent = 0;
  if (sent == got) return;
  struct rest *rest = &rests[fd];
  rest->bytes = malloc(got - sent);
  memcpy(rest->bytes, piece + sent, got - sent);
  rest->from = 0;
  rest->to = got - sent;
  watch(epoll, fd, EPOLL_CTL_MOD, EPOLLOUT);
}

int main(int count, char **words) {
  if (count != 3) return 2;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  struct sockaddr_in local = {.sin_family = AF_INET,
                              .sin_port = htons(atoi(words[1])),
                              .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(listener, (struct sockaddr *)&local, sizeof local) < 0 ||
      listen(listener, atoi(words[2])) < 0) {
    perror("listen");
    return 1;
  }
  int epoll = epoll_create1(EPOLL_CLOEXEC);
  watch(epoll, listener, EPOLL_CTL_ADD, EPOLLIN);
  struct epoll_event events[EVENTS];
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        int client;
        while ((client = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
          if (client >= HELD) close(client);
          else watch(epoll, client, EPOLL_CTL_ADD, EPOLLIN);
        }
      } else if (events[i].events & EPOLLOUT) {
        flush(epoll, fd);
      } else {
        echo(epoll, fd);
      }
    }
  }
}
