/* Where wget's files go. See wget.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#include "wget.h"

#define NAME_SIZE 200u /* leaves room for the number */
#define NUMBERS_MAX 999

static bool
is_standard_output(const struct download *download)
{
	return strcmp(download->output, "-") == 0;
}

/* The name of the address; NAME.1 and so on where there is such a file: none is overwritten. */
static const char *
free_name(const struct url *url)
{
	static char name[OUTPUT_NAME_SIZE];
	char wanted[NAME_SIZE];
	struct stat status;

	url_file_name(url, wanted, sizeof(wanted));
	snprintf(name, sizeof(name), "%s", wanted);
	for (int i = 1; !settings.resumes && lstat(name, &status) == 0 && i <= NUMBERS_MAX; i++)
		snprintf(name, sizeof(name), "%s.%d", wanted, i);
	return name;
}

void
output_choose(struct download *download)
{
	struct stat status;

	download->output = settings.output != NULL ? settings.output : free_name(&download->url);
	if (settings.resumes && !is_standard_output(download) &&
	    stat(download->output, &status) == 0 && S_ISREG(status.st_mode))
		download->have = (uint64_t)status.st_size;
}

static bool
file_failed(const struct download *download)
{
	complain_errno("%s", is_standard_output(download) ? "standard output" : download->output);
	return false;
}

bool
output_open(struct download *download)
{
	int flags = O_WRONLY | O_CREAT | (download->have > 0 ? 0 : O_TRUNC);

	if (download->fd >= 0)
		return true;
	if (is_standard_output(download))
		download->fd = STDOUT_FILENO;
	else
		download->fd = open(download->output, flags, 0666);
	if (download->fd < 0)
		return file_failed(download);
	if (download->fd != STDOUT_FILENO && download->have > 0 &&
	    lseek(download->fd, (off_t)download->have, SEEK_SET) < 0)
		return file_failed(download);
	return true;
}

bool
output_write(struct download *download, const void *bytes, size_t length)
{
	if (write_all(download->fd, bytes, length) != 0)
		return file_failed(download);
	download->have += length;
	return true;
}

bool
output_close(struct download *download)
{
	int fd = download->fd;

	download->fd = -1;
	return fd < 0 || fd == STDOUT_FILENO || close(fd) == 0 || file_failed(download);
}
