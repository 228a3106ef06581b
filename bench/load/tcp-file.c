// One client that sends a file as courses do: its size in ASCII digits, a pause, its bytes in writes of
// 64 KiB, its FIN. Then it waits for the server's end.
//   tcp-file <port> <bytes>
// Writes {"rate":bytes a second from the first byte of data to the server's end}.

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { PIECE = 64 << 10, PAUSE_US = 150000 };

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void send_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t sent = write(fd, bytes, length);
    if (sent < 0) {
      perror("write");
      exit(1);
    }
    bytes += sent;
    length -= sent;
  }
}

int main(int count, char **words) {
  if (count != 3) return 2;
  static char piece[PIECE];
  unsigned state = 1;
  for (int i = 0; i < PIECE; i++) piece[i] = (char)((state = state * 1664525 + 1013904223) >> 24);
  long long left = atoll(words[2]), total = left;
  struct sockaddr_in server = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
  server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(fd, (struct sockaddr *)&server, sizeof server) < 0) {
    perror("connect");
    return 1;
  }
  char size[32];
  send_all(fd, size, snprintf(size, sizeof size, "%lld", total));
  usleep(PAUSE_US);
  double began = now();
  for (; left > 0; left -= PIECE) send_all(fd, piece, left < PIECE ? left : PIECE);
  shutdown(fd, SHUT_WR);
  if (read(fd, piece, 1) != 0) {
    fprintf(stderr, "the server did not end\n");
    return 1;
  }
  printf("{\"rate\":%.0f}\n", total / (now() - began));
  return 0;
}
