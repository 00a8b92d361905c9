/*
 * elffuzz: executes damaged copies of a program, again and again.
 *
 *     elffuzz COUNT [SEED [PROGRAM]]
 *
 * Each copy has some of its header fields, program headers or bytes changed, or
 * its end cut off. It runs as a user without rights, for a bounded time. What
 * happens to it is its own affair; what must not happen is that anybody else
 * notices: afterwards this program counts what was refused, killed and ended,
 * and compares the memory and the processes in use with what they were before.
 * The same seed gives the same files.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/procinfo.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_PROGRAM "/bin/true"
#define DAMAGED "/tmp/elffuzz.bin"
#define NOBODY 65534
#define RUN_MS 20u
#define SIZE_MAX_BYTES (512u * 1024u)
#define HEADER_BYTES 52u       /* of an ELF32 file */
#define PROGRAM_HEADER_BYTES 32u
#define STATUS_REFUSED 126
#define BODY_FLIPS 256 /* few of the bytes are ever executed or read */
#define WARM_UP 8u /* what the first ones leave in caches and pools is not counted as lost */

static unsigned char *original;
static unsigned char *damaged;
static size_t size;
static unsigned state;

struct tally {
	unsigned refused, killed, ended;
};

/* xorshift32: Marsaglia, "Xorshift RNGs", 2003. */
static unsigned
next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

static unsigned
below(unsigned limit)
{
	return next_random() % limit;
}

static void
fail(const char *what)
{
	fprintf(stderr, "elffuzz: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void
read_original(const char *path)
{
	struct stat status;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &status) < 0)
		fail(path);
	size = (size_t)status.st_size;
	if (size < HEADER_BYTES + PROGRAM_HEADER_BYTES || size > SIZE_MAX_BYTES) {
		fprintf(stderr, "elffuzz: %s: expected a program of up to %u bytes, found %lu\n", path,
			SIZE_MAX_BYTES, (unsigned long)size);
		exit(1);
	}
	original = malloc(size);
	damaged = malloc(size);
	if (original == NULL || damaged == NULL)
		fail("no memory for two copies");
	for (size_t at = 0; at < size;) {
		ssize_t got = read(fd, original + at, size - at);

		if (got <= 0)
			fail(path);
		at += (size_t)got;
	}
	close(fd);
}

/* A word of the headers becomes one that someone may have forgotten to think of. */
static void
nasty_word(void)
{
	static const unsigned words[] = {
		0,          1,          2,          0xfff,      0x1000,     0x00400000, 0x7fffffff,
		0x80000000, 0xbfff0000, 0xbffff000, 0xc0000000, 0xfffff000, 0xfffffffe, 0xffffffff,
	};
	unsigned at = below((HEADER_BYTES + 4 * PROGRAM_HEADER_BYTES) / 4) * 4;
	unsigned word = words[below(sizeof(words) / sizeof(words[0]))];

	if (at + sizeof(word) <= size)
		memcpy(damaged + at, &word, sizeof(word));
}

static void
nasty_half(void)
{
	unsigned at = below(HEADER_BYTES / 2) * 2;
	unsigned short half = (unsigned short)next_random();

	memcpy(damaged + at, &half, sizeof(half));
}

static void
flip_bit(unsigned limit)
{
	damaged[below(limit)] ^= (unsigned char)(1u << below(8));
}

/* Returns how much of the file is left. */
static size_t
damage(void)
{
	size_t length = size;

	memcpy(damaged, original, size);
	for (unsigned changes = 1 + below(4); changes > 0; changes--) {
		switch (below(6)) {
		case 0:
		case 1:
			nasty_word();
			break;
		case 2:
			nasty_half();
			break;
		case 3:
			flip_bit(HEADER_BYTES + 4 * PROGRAM_HEADER_BYTES);
			break;
		case 4:
			for (unsigned flips = 0; flips < BODY_FLIPS; flips++)
				flip_bit((unsigned)size);
			break;
		case 5:
			length = below((unsigned)size);
			break;
		}
	}
	return length;
}

static void
write_damaged(size_t length)
{
	int fd = open(DAMAGED, O_WRONLY | O_CREAT | O_TRUNC, 0755);

	if (fd < 0 || write(fd, damaged, length) != (ssize_t)length || close(fd) < 0)
		fail(DAMAGED);
}

static void
run_as_nobody(void)
{
	static char *const arguments[] = {"damaged", NULL};
	static char *const environment[] = {NULL};
	int nowhere = open("/dev/null", O_RDWR);

	if (setsid() < 0 || setgid(NOBODY) < 0 || setuid(NOBODY) < 0 || chdir("/") < 0)
		_exit(1);
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		dup2(nowhere, fd);
	execve(DAMAGED, arguments, environment);
	_exit(STATUS_REFUSED);
}

static void
run_one(struct tally *tally)
{
	int status = 0;
	pid_t child = fork();

	if (child < 0)
		fail("fork");
	if (child == 0)
		run_as_nobody();
	/* An end by itself is waited for a while, and then made. */
	usleep(RUN_MS * 100u);
	if (waitpid(child, &status, WNOHANG) == 0) {
		usleep(RUN_MS * 1000u);
		kill(child, SIGKILL);
		if (waitpid(child, &status, 0) != child)
			fail("waitpid");
	}
	if (WIFSIGNALED(status))
		tally->killed++;
	else if (WEXITSTATUS(status) == STATUS_REFUSED)
		tally->refused++;
	else
		tally->ended++;
}

static void
run_cases(unsigned count, struct tally *tally)
{
	for (unsigned i = 0; i < count; i++) {
		write_damaged(damage());
		run_one(tally);
	}
}

/* The data store's memory counts as free: it grows by what the terminal driver keeps there. */
static void
take_usage(struct sysinfo *usage)
{
	struct proc_info process;

	sysinfo(usage);
	for (unsigned i = 0, error = 0; error == 0 || error == ESRCH; i++) {
		error = proc_info(i, &process) == 0 ? 0 : errno;
		if (error == 0 && strcmp(process.label, "ds") == 0)
			usage->frames_free += process.pages;
	}
}

int
main(int argc, char **argv)
{
	struct sysinfo before, after;
	struct tally tally = {0, 0, 0};
	unsigned count = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 0) : 0;

	if (count == 0) {
		fprintf(stderr, "usage: elffuzz COUNT [SEED [PROGRAM]]\n");
		return 2;
	}
	state = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 0) : 1;
	state = state == 0 ? 1 : state;
	read_original(argc > 3 ? argv[3] : DEFAULT_PROGRAM);
	run_cases(WARM_UP, &tally);
	take_usage(&before);
	run_cases(count, &tally);
	take_usage(&after);
	unlink(DAMAGED);
	printf("elffuzz: %u files: %u refused, %u killed, %u ended by themselves\n", count + WARM_UP,
	       tally.refused, tally.killed, tally.ended);
	if (before.processes != after.processes || before.frames_free != after.frames_free) {
		printf("elffuzz: lost: %ld frames of memory, %ld processes\n",
		       (long)(before.frames_free - after.frames_free),
		       (long)after.processes - (long)before.processes);
		return 1;
	}
	return 0;
}
