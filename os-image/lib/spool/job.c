/* Reading a job back: its header, and its text as it is to be printed. See <spool/spool.h>. */
#include <errno.h>
#include <fcntl.h>
#include <spool/spool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/io.h>
#include <toolkit/number.h>
#include <toolkit/tree.h>
#include <unistd.h>

#define HEADER_MAX 256u
#define FORM_FEED '\f'

/* What a line says behind that word; NULL: it is another. */
static char *
value_of(char *line, const char *word)
{
	size_t length = strlen(word);

	return strncmp(line, word, length) == 0 ? line + length : NULL;
}

static bool
take_line(struct job *job, char *line)
{
	uint64_t number;
	char *value;

	if ((value = value_of(line, "owner ")) != NULL && parse_number(value, &number)) {
		job->owner = (uid_t)number;
	} else if ((value = value_of(line, "copies ")) != NULL && parse_number(value, &number) &&
		   number > 0 && number <= JOB_COPIES_MAX) {
		job->copies = (unsigned)number;
	} else if ((value = value_of(line, "title ")) != NULL && strlen(value) < JOB_TITLE_SIZE) {
		strcpy(job->title, value);
	} else {
		return false;
	}
	return true;
}

static bool
take_header(struct job *job, char *header)
{
	char *end = strstr(header, "\n\n");
	char *rest;

	if (end == NULL)
		return false;
	*end = '\0';
	job->text_at = (unsigned)(end - header) + (unsigned)strlen("\n\n");
	for (char *line = strtok_r(header, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		if (!take_line(job, line))
			return false;
	return job->copies > 0;
}

static bool
read_all(int fd, struct job *job)
{
	char header[HEADER_MAX + 1];
	ssize_t got = read_block(fd, header, HEADER_MAX);
	struct stat status;
	char last = FORM_FEED;

	if (got < 0 || fstat(fd, &status) != 0)
		return false;
	header[got] = '\0';
	errno = EINVAL;
	if (!take_header(job, header) || status.st_size > (off_t)(HEADER_MAX + JOB_BYTES_MAX))
		return false;
	job->text_bytes = (unsigned)status.st_size - job->text_at;
	if (job->text_bytes > 0 &&
	    (lseek(fd, -1, SEEK_END) < 0 || read_block(fd, &last, 1) != 1))
		return false;
	job->ends_page = last == FORM_FEED;
	return true;
}

int
spool_open(unsigned number, struct job *job)
{
	char path[TREE_PATH_MAX], begun[TREE_PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), SPOOL "/%06u", number);
	snprintf(begun, sizeof(begun), SPOOL "/%06u.begun", number);
	*job = (struct job){.number = number, .has_begun = access(begun, F_OK) == 0};
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && !read_all(fd, job)) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

ssize_t
job_read(int fd, const struct job *job, unsigned offset, char *bytes, size_t size)
{
	unsigned in_copy;

	if (offset >= job_bytes(job))
		return 0;
	in_copy = offset % job_copy_bytes(job);
	if (in_copy == job->text_bytes) {
		bytes[0] = FORM_FEED;
		return 1;
	}
	if (size > job->text_bytes - in_copy)
		size = job->text_bytes - in_copy;
	if (lseek(fd, (off_t)job->text_at + (off_t)in_copy, SEEK_SET) < 0)
		return -1;
	return read_block(fd, bytes, size);
}
