// A terminal that measures: holds a pseudo-terminal, runs a program in it, and tells how long what the
// program shows takes to come. It does next to nothing with the bytes, so that it costs the program
// next to nothing.
//
//   terminal ROWS COLUMNS program [argument...]
//
// Told what to do by lines on standard input, each answered by one line on standard output:
//
//   wait TEXT        until TEXT has come and its frame is whole: microseconds since the program's start
//   press HEX TEXT   writes a key (its bytes in hex), then as wait: microseconds since the key
//   type HEX         writes a key and waits for nothing: 0
//   exit             until the program has ended: microseconds since its start
//   count            bytes, frames, most frames within a second, bursts: since the last count
//   pid              the program's process id
//
// "late" where nothing of it came within 10 s, "ended" where the program had ended. A frame ends with
// the mark of synchronised output (DEC mode 2026): what terminals that know it wait for. A burst, for
// programs that write no marks, begins after 5 ms without a byte. The end of standard input ends the
// program (SIGTERM).

#define _GNU_SOURCE
#include <err.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECOND_US 1000000L
#define LATE_US (10 * SECOND_US)
#define QUIET_US 5000L
#define MAX_LINE 512
#define TIMES 1024 /* frames of one second that are told apart */
static const char FRAME_END[] = "\x1b[?2026l";

static int terminal;
static pid_t program;
static bool ended;
static long started;

static long bytes, frames, most, bursts;
static long last_byte_at;
static long frame_at[TIMES]; /* the newest frames, a ring */

static char written[1 << 16]; /* the newest bytes, at least MAX_LINE of them */
static size_t length;
static const char *awaited; /* NULL once it has come */
static bool whole;          /* and the frame it came in has ended */

static long now_us(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * SECOND_US + now.tv_nsec / 1000;
}

static void count_frame(long now) {
  frame_at[frames++ % TIMES] = now;
  long within = 0;
  while (within < frames && within < TIMES &&
         now - frame_at[(frames - 1 - within) % TIMES] < SECOND_US)
    within++;
  if (within > most) most = within;
}

static bool ends_with(const char *text) {
  size_t size = strlen(text);
  return length >= size && memcmp(written + length - size, text, size) == 0;
}

static void take_byte(char byte, long now) {
  if (length == sizeof written) {
    memmove(written, written + length - MAX_LINE, MAX_LINE);
    length = MAX_LINE;
  }
  written[length++] = byte;
  if (awaited != NULL && ends_with(awaited)) awaited = NULL;
  if (!ends_with(FRAME_END)) return;
  count_frame(now);
  whole = awaited == NULL;
}

/** Reads once, waiting so long at most (-1: for as long as it takes). */
static void take(int timeout_ms) {
  struct pollfd ready = {.fd = terminal, .events = POLLIN};
  if (ended || poll(&ready, 1, timeout_ms) <= 0) return;
  char piece[4096];
  ssize_t got = read(terminal, piece, sizeof piece);
  ended = got <= 0; /* EIO: nobody has the other side open any more */
  if (ended) return;
  long now = now_us();
  if (now - last_byte_at >= QUIET_US) bursts++;
  last_byte_at = now;
  bytes += got;
  for (ssize_t i = 0; i < got; i++) take_byte(piece[i], now);
}

static void answer_time(long since, bool done) {
  if (done) printf("%ld\n", now_us() - since);
  else puts(ended ? "ended" : "late");
}

static void until_shown(const char *text, long since) {
  awaited = text;
  whole = false;
  while (!whole && !ended && now_us() - since < LATE_US) take(100);
  answer_time(since, whole);
}

static void type(const char *hex) {
  char keys[MAX_LINE];
  size_t count = 0;
  for (unsigned byte; sscanf(hex, "%2x", &byte) == 1; hex += 2) keys[count++] = (char)byte;
  if (write(terminal, keys, count) != (ssize_t)count) ended = true;
}

static void press(const char *hex, const char *text) {
  struct pollfd ready = {.fd = terminal, .events = POLLIN};
  while (!ended && poll(&ready, 1, 0) > 0) take(0); /* what was on its way before the key */
  length = 0;
  long since = now_us();
  type(hex);
  until_shown(text, since);
}

static void obey(char *line) {
  const char *verb = strsep(&line, " ");
  if (strcmp(verb, "wait") == 0 && line != NULL) {
    until_shown(line, started);
  } else if (strcmp(verb, "press") == 0 && line != NULL) {
    const char *hex = strsep(&line, " ");
    if (line == NULL) errx(2, "press: no text");
    press(hex, line);
  } else if (strcmp(verb, "type") == 0 && line != NULL) {
    type(line);
    puts("0");
  } else if (strcmp(verb, "exit") == 0) {
    while (!ended && now_us() - started < LATE_US) take(100);
    answer_time(started, ended);
  } else if (strcmp(verb, "count") == 0) {
    printf("%ld %ld %ld %ld\n", bytes, frames, most, bursts);
    bytes = frames = most = bursts = 0;
  } else if (strcmp(verb, "pid") == 0) {
    printf("%d\n", program);
  } else {
    errx(2, "not understood: %s", verb);
  }
  fflush(stdout);
}

/** Lines from standard input; reads the terminal meanwhile, so that the program is never held up. */
static void serve(void) {
  char line[MAX_LINE];
  size_t used = 0;
  for (;;) {
    struct pollfd ready[] = {{.fd = 0, .events = POLLIN}, {.fd = ended ? -1 : terminal, .events = POLLIN}};
    poll(ready, 2, -1);
    if (ready[1].revents != 0) take(0);
    if (ready[0].revents == 0) continue;
    char byte;
    if (read(0, &byte, 1) != 1) return;
    if (byte != '\n') {
      if (used == sizeof line - 1) errx(2, "a line is too long");
      line[used++] = byte;
      continue;
    }
    line[used] = '\0';
    used = 0;
    obey(line);
  }
}

int main(int argc, char **argv) {
  if (argc < 4) errx(2, "terminal ROWS COLUMNS program [argument...]");
  struct winsize size = {.ws_row = atoi(argv[1]), .ws_col = atoi(argv[2])};
  started = now_us();
  program = forkpty(&terminal, NULL, NULL, &size);
  if (program < 0) err(1, "forkpty");
  if (program == 0) {
    execvp(argv[3], argv + 3);
    err(127, "%s", argv[3]);
  }
  serve();
  kill(program, SIGTERM);
  for (long since = now_us(); !ended && now_us() - since < 3 * SECOND_US;) take(100);
  if (!ended) kill(program, SIGKILL);
  close(terminal);
  waitpid(program, NULL, 0);
}
