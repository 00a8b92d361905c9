/*
 * A round: lines to the console and back, and a picture on the screen. The host is the person at
 * the other end (src/swifi/workloads/terminal_check.ts): it reads a line that begins with ASK,
 * looks at what it is about, and answers with another line:
 *
 *     @w ROUND STEP TEXT     asks, where STEP is
 *                              echo    is TEXT, which follows from round and step, right?
 *                              raw     the same, with the terminal in raw mode
 *                              keys    type the keys that are due in this round
 *                              screen  is the picture right, and the keys' echo in it?
 *     ROUND STEP yes TEXT    it is; TEXT is an answer that follows from the round, too
 *     ROUND STEP no          it is not
 *
 * So the program has to be in the foreground on the console: standard input and output. The screen
 * is that of the first virtual console, where nobody has logged in.
 *
 * A driver that fails keeps what was typed and shown but for the last moments, so what is not
 * answered, or not right, is asked again, longer than heartbeats take to find that a driver hangs
 * (2 of their periods). Nobody limits how long a write to a terminal takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <netkit/wait.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <toolkit/clock.h>
#include <toolkit/seeded.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "workload.h"

#define SCREEN "/dev/ttyc0"
#define ASK "@w"
#define ANSWER_MS 4000
#define TRIES 4u
#define LIMIT_S 20u /* of all tries of a step; what can't be done without waiting ends then */

#define TEXT_BYTES 60u
#define TEXT_SIZE (TEXT_BYTES + 1u)
#define LINE_SIZE 128u
#define FIRST_CHARACTER 'a'
#define CHARACTERS 26u

#define PICTURE_ROWS 12u
#define PICTURE_SIZE (PICTURE_ROWS * (TEXT_BYTES + 32u))
#define COLOURS 7u

/* Seeds of a round's texts: question and answer of each step, and the rows of the picture. */
#define SEEDS_EACH 32u
enum text { ECHO_QUESTION, ECHO_ANSWER, RAW_QUESTION, RAW_ANSWER, FIRST_ROW };

static int screen;
static struct termios cooked, raw;

static void
make_text(char text[TEXT_SIZE], uint32_t number, uint32_t which)
{
	uint8_t random[TEXT_BYTES];

	seeded_fill((uint32_t *)(void *)random, sizeof(random) / sizeof(uint32_t),
		    number * SEEDS_EACH + which, 0);
	for (size_t i = 0; i < TEXT_BYTES; i++)
		text[i] = (char)(FIRST_CHARACTER + random[i] % CHARACTERS);
	text[TEXT_BYTES] = '\0';
}

/* ---- asking ---- */

static bool
put(int fd, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		ssize_t taken = write(fd, text, length);

		if (taken < 0)
			return false;
		text += taken;
		length -= (size_t)taken;
	}
	return true;
}

/*
 * A line of the answer, without its end; false, with errno, when none comes. In raw mode it comes
 * in pieces, and ends with CR.
 */
static bool
get_line(char line[LINE_SIZE], uint64_t end_us)
{
	size_t length = 0;

	while (length < LINE_SIZE - 1) {
		uint64_t now_us = clock_us();
		int left_ms = now_us < end_us ? (int)((end_us - now_us) / US_PER_MS) + 1 : 0;
		ssize_t got;

		errno = ETIMEDOUT;
		if (left_ms == 0 || wait_ready(STDIN_FILENO, POLLIN, left_ms) <= 0)
			return false;
		got = read(STDIN_FILENO, line + length, LINE_SIZE - 1 - length);
		if (got <= 0)
			return false;
		length += (size_t)got;
		if (line[length - 1] == '\n' || line[length - 1] == '\r') {
			line[length - 1] = '\0';
			return true;
		}
	}
	errno = EMSGSIZE;
	return false;
}

/*
 * Waits for the answer to that step; what else comes, such as a late answer to another one, is
 * passed over. FAILED: none came, or no; WRONG: it has another text than it should.
 */
static enum outcome
get_answer(uint32_t number, const char *step, const char *text)
{
	const uint64_t end_us = clock_us() + ANSWER_MS * US_PER_MS;
	char line[LINE_SIZE], head[LINE_SIZE];
	size_t head_length = (size_t)snprintf(head, sizeof(head), "%u %s ", (unsigned)number, step);

	do {
		if (!get_line(line, end_us))
			return FAILED;
	} while (strncmp(line, head, head_length) != 0);
	if (strcmp(line + head_length, "no") == 0) {
		errno = EILSEQ;
		return FAILED;
	}
	return strncmp(line + head_length, "yes ", 4) == 0 &&
			       strcmp(line + head_length + 4, text) == 0
		       ? WELL
		       : WRONG;
}

/* A step: `show`, if there is one, and the question, until it is answered well. */
static enum outcome
ask(uint32_t number, const char *step, const char *question, const char *answer,
    bool (*show)(uint32_t number))
{
	char line[LINE_SIZE];
	enum outcome outcome = FAILED;

	snprintf(line, sizeof(line), ASK " %u %s %s\r\n", (unsigned)number, step, question);
	limit_begin(LIMIT_S);
	for (unsigned tries = 1; outcome != WELL && tries <= TRIES; tries++) {
		if (tries > 1)
			got_over(outcome == WRONG ? EILSEQ : errno);
		if ((show == NULL || show(number)) && put(STDOUT_FILENO, line))
			outcome = get_answer(number, step, answer);
		if (errno == EINTR)
			break;
	}
	limit_end();
	if (outcome == WELL)
		return WELL;
	return outcome == WRONG ? wrong(step) : failed(step);
}

/* ---- the picture ---- */

/* Rows in several colours, from the top left on. */
static bool
show_picture(uint32_t number)
{
	static char picture[PICTURE_SIZE];
	char *at = picture;

	at += sprintf(at, "\033[0m\033[2J\033[H");
	for (uint32_t row = 0; row < PICTURE_ROWS; row++) {
		char text[TEXT_SIZE];

		make_text(text, number, FIRST_ROW + row);
		at += sprintf(at, "\033[3%um%s\r\n", (unsigned)(1 + (number + row) % COLOURS), text);
	}
	sprintf(at, "\033[0m");
	return put(screen, picture) && tcdrain(screen) == 0;
}

static enum outcome
use_screen(uint32_t number)
{
	enum outcome outcome = ask(number, "keys", "", "", show_picture);

	return outcome == WELL ? ask(number, "screen", "", "", NULL) : outcome;
}

/* ---- the console ---- */

static enum outcome
use_console(uint32_t number, const struct termios *mode, const char *step, uint32_t first)
{
	char question[TEXT_SIZE], answer[TEXT_SIZE];
	struct termios set;

	make_text(question, number, first);
	make_text(answer, number, first + 1);
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, mode) != 0 || tcgetattr(STDIN_FILENO, &set) != 0)
		return failed("settings");
	if (set.c_lflag != mode->c_lflag || set.c_iflag != mode->c_iflag)
		return wrong("settings");
	return ask(number, step, question, answer, NULL);
}

static void
prepare(char **operands)
{
	(void)operands;
	screen = open(SCREEN, O_WRONLY | O_NOCTTY | O_CLOEXEC);
	if (screen < 0)
		give_up(STATUS_FAILED, SCREEN ": %s", strerror(errno));
	if (tcgetattr(STDIN_FILENO, &cooked) != 0)
		give_up(STATUS_FAILED, "standard input is no terminal: start it on the console");
	cooked.c_lflag &= ~(tcflag_t)ECHO;
	raw = cooked;
	raw.c_lflag &= ~(tcflag_t)ICANON;
	raw.c_iflag &= ~(tcflag_t)ICRNL;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
}

static enum outcome
run_round(uint32_t number)
{
	enum outcome outcome = use_console(number, &cooked, "echo", ECHO_QUESTION);

	if (outcome == WELL)
		outcome = use_console(number, &raw, "raw", RAW_QUESTION);
	if (outcome == WELL)
		outcome = use_screen(number);
	return outcome;
}

const struct workload terminal_workload = {"terminal", 0, prepare, run_round};
