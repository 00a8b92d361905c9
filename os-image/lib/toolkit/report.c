/* See <toolkit/report.h>. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <toolkit/io.h>
#include <toolkit/report.h>
#include <unistd.h>

#define LOG "/dev/klog"
#define LINE_SIZE 512

bool reports_in_foreground;

/* Opened for each line, so that a log server that was restarted in between is no matter. */
void
report(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;
	int length, fd;

	va_start(arguments, format);
	length = vsnprintf(line, sizeof(line) - 1, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if (length > LINE_SIZE - 2)
		length = LINE_SIZE - 2;
	for (int i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ' || (unsigned char)line[i] > '~')
			line[i] = '?';
	line[length++] = '\n';
	fd = reports_in_foreground ? STDERR_FILENO : open(LOG, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)write_all(fd, line, (size_t)length);
	if (fd != STDERR_FILENO)
		close(fd);
}
