/* The files that a component is started from: system.conf and programs. See service.h. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sysconf/sysconf.h>
#include <toolkit/io.h>
#include <unistd.h>

#include "service.h"

#define CONFIG_TEXT_MAX (64u * 1024u)
#define CONFIGS_MAX 64u

/* A whole file of at most `max` bytes, with a NUL behind it. */
static char *
file_read(const char *path, u32 max, u32 *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	ssize_t part = 1;
	char *text;

	if (fd < 0 || fstat(fd, &status) != 0)
		give_up(STATUS_FAILED, "%s: %s", path, strerror(errno));
	/* Of memory, which may be short, only as much as the file is long. */
	if (S_ISREG(status.st_mode) && status.st_size < (off_t)max)
		max = (u32)status.st_size;
	text = need_memory(max + 1);
	for (*length = 0; part > 0 && *length < max + 1; *length += (u32)part) {
		part = read_block(fd, text + *length, max + 1 - *length);
		if (part < 0)
			give_up(STATUS_FAILED, "%s: %s", path, strerror(errno));
	}
	if (*length > max)
		give_up(STATUS_FAILED, "%s is longer than %u bytes, which is all that it may have",
			path, max);
	text[*length] = '\0';
	close(fd);
	return text;
}

struct service_config *
configs_read(const char *path, size_t *count)
{
	struct service_config *configs = need_memory(CONFIGS_MAX * sizeof(configs[0]));
	char problem[CONFIG_ERROR_MAX];
	u32 length;
	char *text = file_read(path, CONFIG_TEXT_MAX, &length);
	int result = sysconf_parse(text, length, configs, CONFIGS_MAX, problem);

	if (result < 0)
		give_up(STATUS_FAILED, "%s: %s", path, problem);
	*count = (size_t)result;
	return configs;
}

void *
image_read(const char *path, u32 *length)
{
	return file_read(path, RS_IMAGE_MAX, length);
}
