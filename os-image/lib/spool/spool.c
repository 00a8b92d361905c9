/* The folder of the printer's jobs. See <spool/spool.h>. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spool/spool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/bell.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#define NAME_SIZE 32u
#define NUMBER_DIGITS 6u
#define LAST_NUMBER SPOOL "/number"
#define UNFINISHED '.' /* begins the name of a file that is being written */
#define HEADER_SIZE 160u

static void
job_path(char path[TREE_PATH_MAX], unsigned number, const char *suffix)
{
	snprintf(path, TREE_PATH_MAX, SPOOL "/%06u%s", number, suffix);
}

/* The number that a file is named by, or 0. */
static unsigned
number_of(const char *name)
{
	uint64_t number;

	return strlen(name) == NUMBER_DIGITS && parse_number(name, &number) ? (unsigned)number : 0;
}

/* Names in their order are numbers in theirs. */
bool
spool_list(struct job_list *list)
{
	struct name_list names;
	bool is_read = names_read(SPOOL, &names) == 0;

	list->count = 0;
	for (size_t i = 0; is_read && i < names.count && list->count < SPOOL_JOBS_MAX; i++)
		if (number_of(names.names[i]) != 0)
			list->numbers[list->count++] = number_of(names.names[i]);
	names_free(&names);
	return is_read;
}

bool
spool_has(unsigned number)
{
	char path[TREE_PATH_MAX];

	job_path(path, number, "");
	return access(path, F_OK) == 0;
}

int
spool_begin(unsigned number)
{
	char path[TREE_PATH_MAX];
	int fd;

	job_path(path, number, ".begun");
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -1;
	return close(fd);
}

int
spool_remove(unsigned number)
{
	char path[TREE_PATH_MAX];
	int result;

	job_path(path, number, "");
	result = unlink(path);
	if (result == 0 || errno == ENOENT) {
		int error = errno;

		job_path(path, number, ".begun");
		(void)unlink(path); /* a job that had not begun has none */
		errno = error;
	}
	return result;
}

/* ---- adding ---- */

/* Removes what processes that are gone have left unfinished. */
static void
clear_away(const struct name_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->names[i];
		char path[TREE_PATH_MAX];

		if (name[0] == UNFINISHED && kill(atoi(name + 1), 0) != 0 && errno == ESRCH &&
		    join_path(path, SPOOL, name))
			(void)unlink(path);
	}
}

static bool
has_room(void)
{
	struct name_list names;
	size_t jobs = 0;

	if (names_read(SPOOL, &names) != 0) {
		complain_errno("%s", SPOOL);
		names_free(&names);
		return false;
	}
	clear_away(&names);
	for (size_t i = 0; i < names.count; i++)
		jobs += number_of(names.names[i]) != 0;
	names_free(&names);
	if (jobs < SPOOL_JOBS_MAX)
		return true;
	complain("%s has %zu jobs, and no place for more. Wait, or take some out by lprm", SPOOL,
		 jobs);
	return false;
}

static unsigned
last_number(void)
{
	char text[NAME_SIZE] = "";
	uint64_t number;
	int fd = open(LAST_NUMBER, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (read_block(fd, text, sizeof(text) - 1) < 0)
		text[0] = '\0';
	close(fd);
	return parse_number(text, &number) && number < JOB_NUMBER_MAX ? (unsigned)number : 0;
}

static void
note_number(unsigned number)
{
	char text[NAME_SIZE];
	int length = snprintf(text, sizeof(text), "%u", number);
	int fd = open(LAST_NUMBER, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	/* Without it the number may be given again, to another job when this one is through. */
	if (fd < 0 || write_all(fd, text, (size_t)length) != 0)
		complain_errno("%s", LAST_NUMBER);
	if (fd >= 0)
		close(fd);
}

/* Copies up to the end, or to what a job may have. */
static bool
write_text(int to, int text, const char *name)
{
	static char block[BLOCK_SIZE];
	unsigned total = 0;
	ssize_t got;

	while ((got = read_block(text, block, sizeof(block))) > 0) {
		total += (unsigned)got;
		if (total > JOB_BYTES_MAX) {
			complain("%s is longer than the %u KB that a job may have", name,
				 JOB_BYTES_MAX / 1024);
			return false;
		}
		if (write_all(to, block, (size_t)got) != 0) {
			complain_errno("%s", SPOOL);
			return false;
		}
	}
	if (got < 0)
		complain_errno("%s", name);
	else if (total == 0)
		complain("%s is empty: there is nothing to print", name);
	return got == 0 && total > 0;
}

static bool
write_job(const char *unfinished, const struct job *job, int text, const char *name)
{
	char header[HEADER_SIZE];
	int length = snprintf(header, sizeof(header), "owner %u\ncopies %u\ntitle %s\n\n",
			      (unsigned)job->owner, job->copies, job->title);
	int fd = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool is_written;

	if (fd < 0) {
		complain_errno("%s", unfinished);
		return false;
	}
	is_written = write_all(fd, header, (size_t)length) == 0 && write_text(fd, text, name);
	if (is_written && fsync(fd) != 0) {
		complain_errno("%s", unfinished);
		is_written = false;
	}
	close(fd);
	return is_written;
}

/* Gives the job the next number that is free. */
static bool
name_job(const char *unfinished, struct job *job)
{
	char path[TREE_PATH_MAX];
	unsigned number = last_number();

	for (unsigned tries = 0; tries <= SPOOL_JOBS_MAX; tries++) {
		number = number < JOB_NUMBER_MAX ? number + 1 : 1;
		job_path(path, number, "");
		if (link(unfinished, path) == 0) {
			job->number = number;
			note_number(number);
			return true;
		}
		if (errno != EEXIST)
			break;
	}
	complain_errno("%s", path);
	return false;
}

bool
spool_add(struct job *job, int text, const char *name)
{
	char unfinished[NAME_SIZE + sizeof(SPOOL)];
	bool is_added;

	if (!has_room())
		return false;
	snprintf(unfinished, sizeof(unfinished), SPOOL "/%c%d", UNFINISHED, (int)getpid());
	is_added = write_job(unfinished, job, text, name) && name_job(unfinished, job);
	(void)unlink(unfinished);
	if (!is_added)
		return false;
	sync(); /* its name is to be safe, too, before anyone relies on it */
	bell_ring(SPOOL_BELL);
	return true;
}
