/*
 * Files and directories with new names. The names come from the time and the
 * process; that no file of that name existed, O_EXCL and mkdir tell.
 */
#include <errno.h>
#include <fcntl.h>
#include <libsys/kcall.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SUFFIX "XXXXXX"
#define SUFFIX_LENGTH (sizeof(SUFFIX) - 1)
#define TRIES_MAX 100
#define NAME_STEP 7919 /* from one try to the next: shares no factor with LETTER_COUNT */
#define PID_BITS 16

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
#define LETTER_COUNT (sizeof(letters) - 1)

/* Makes what is named; >= 0, or -1 with errno. */
typedef int (*make_t)(const char *path, int flags);

static int
make_new(char *template, make_t make, int flags)
{
	static u64 calls;
	size_t length = strlen(template);
	char *suffix;
	u64 value;

	if (length < SUFFIX_LENGTH || strcmp(template + length - SUFFIX_LENGTH, SUFFIX) != 0) {
		errno = EINVAL;
		return -1;
	}
	suffix = template + length - SUFFIX_LENGTH;
	value = (sys_uptime_us() << PID_BITS) ^ (u64)getpid();
	for (int tries = 0; tries < TRIES_MAX; tries++) {
		u64 digits = value + NAME_STEP * ++calls;
		int result;

		for (size_t i = 0; i < SUFFIX_LENGTH; i++, digits /= LETTER_COUNT)
			suffix[i] = letters[digits % LETTER_COUNT];
		result = make(template, flags);
		if (result >= 0 || errno != EEXIST)
			return result;
	}
	return -1;
}

static int
make_file(const char *path, int flags)
{
	return open(path, flags | O_RDWR | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
}

static int
make_directory(const char *path, int flags)
{
	(void)flags;
	return mkdir(path, S_IRWXU);
}

int
mkostemp(char *template, int flags)
{
	return make_new(template, make_file, flags & ~O_ACCMODE);
}

int
mkstemp(char *template)
{
	return mkostemp(template, 0);
}

char *
mkdtemp(char *template)
{
	return make_new(template, make_directory, 0) < 0 ? NULL : template;
}
