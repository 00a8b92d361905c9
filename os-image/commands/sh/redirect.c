#include "redirect.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "expand.h"
#include "jobs.h"

#define NOT_SAVED (-1)
#define WAS_CLOSED (-2)
#define MODE_OF_NEW_FILES 0666

/* What surely fits into an empty pipe, so that nobody has to read it meanwhile. */
#define HERE_DOCUMENT_IN_PIPE 512

static void
put_back(struct cleanup *cleanup)
{
	struct saved_fds *saved = (struct saved_fds *)cleanup;

	for (int fd = 0; fd < USER_FDS; fd++) {
		int copy = saved->copies[fd];

		if (copy == WAS_CLOSED)
			close(fd);
		else if (copy != NOT_SAVED) {
			dup2(copy, fd);
			close(copy);
		}
	}
}

void
saved_fds_begin(struct saved_fds *saved)
{
	for (int fd = 0; fd < USER_FDS; fd++)
		saved->copies[fd] = NOT_SAVED;
	cleanup_push(&saved->cleanup, put_back);
}

void
saved_fds_end(struct saved_fds *saved)
{
	cleanup_pop(&saved->cleanup);
}

void
saved_fds_keep(struct saved_fds *saved)
{
	for (int fd = 0; fd < USER_FDS; fd++) {
		if (saved->copies[fd] >= 0)
			close(saved->copies[fd]);
		saved->copies[fd] = NOT_SAVED;
	}
	cleanup_pop(&saved->cleanup);
}

int
move_fd_up(int fd)
{
	int moved = fcntl(fd, F_DUPFD_CLOEXEC, USER_FDS);

	close(fd);
	return moved;
}

static void
save(struct saved_fds *saved, int fd)
{
	if (saved == NULL || saved->copies[fd] != NOT_SAVED)
		return;
	saved->copies[fd] = fcntl(fd, F_DUPFD_CLOEXEC, USER_FDS);
	if (saved->copies[fd] < 0)
		saved->copies[fd] = WAS_CLOSED;
}

const char *
open_error_text(int error, bool creates)
{
	if (error == ENOENT)
		return creates ? "Directory nonexistent" : "No such file";
	return strerror(error);
}

/* Under -C an existing regular file is not to be overwritten. */
static int
open_new(const char *path)
{
	struct stat info;
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, MODE_OF_NEW_FILES);

	if (fd >= 0 || errno != EEXIST)
		return fd;
	if (stat(path, &info) != 0 || S_ISREG(info.st_mode)) {
		errno = EEXIST;
		return -1;
	}
	return open(path, O_WRONLY);
}

/* Opens the file of a redirection; -1 after a message. */
static int
open_target(const struct redirection *redirection)
{
	const char *path = expand_string(redirection->target);
	bool creates = true;
	int fd;

	switch (redirection->kind) {
	case REDIRECT_IN:
		creates = false;
		fd = open(path, O_RDONLY);
		break;
	case REDIRECT_IN_OUT:
		fd = open(path, O_RDWR | O_CREAT, MODE_OF_NEW_FILES);
		break;
	case REDIRECT_APPEND:
		fd = open(path, O_WRONLY | O_CREAT | O_APPEND, MODE_OF_NEW_FILES);
		break;
	default:
		if (redirection->kind == REDIRECT_OUT && option(OPTION_NOCLOBBER))
			fd = open_new(path);
		else
			fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, MODE_OF_NEW_FILES);
	}
	if (fd < 0)
		complain("cannot %s %s: %s", creates ? "create" : "open", path,
				open_error_text(errno, creates));
	return fd;
}

static void
write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return;
		text += written;
		length -= (size_t)written;
	}
}

/* A pipe with the text of a here-document in it; what doesn't fit a child writes. */
static int
open_here_document(const struct redirection *redirection)
{
	const char *text = expand_string(redirection->target);
	size_t length = strlen(text);
	int ends[2];

	if (pipe(ends) != 0) {
		complain("cannot make a pipe: %s", strerror(errno));
		return -1;
	}
	if (length <= HERE_DOCUMENT_IN_PIPE) {
		write_all(ends[1], text, length);
	} else if (fork_unnoticed() == 0) {
		close(ends[0]);
		write_all(ends[1], text, length);
		_exit(0);
	}
	close(ends[1]);
	return ends[0];
}

/* n>&m, n>&- and their like. */
static bool
copy_fd(const struct redirection *redirection, struct saved_fds *saved)
{
	const char *source = expand_string(redirection->target);

	if (strcmp(source, "-") == 0) {
		save(saved, redirection->fd);
		close(redirection->fd);
		return true;
	}
	if (!isdigit((unsigned char)source[0]) || source[1] != '\0')
		shell_error(STATUS_ERROR, "Syntax error: Bad fd number");
	save(saved, redirection->fd);
	if (*source - '0' == redirection->fd && fcntl(redirection->fd, F_GETFD) >= 0)
		return true;
	if (dup2(*source - '0', redirection->fd) >= 0)
		return true;
	complain("%s: %s", source, strerror(errno));
	return false;
}

static bool
redirect_one(const struct redirection *redirection, struct saved_fds *saved)
{
	int fd;

	if (redirection->kind == REDIRECT_COPY_IN || redirection->kind == REDIRECT_COPY_OUT)
		return copy_fd(redirection, saved);
	if (redirection->kind == REDIRECT_HERE)
		fd = open_here_document(redirection);
	else
		fd = open_target(redirection);
	if (fd < 0)
		return false;
	if (fd == redirection->fd) {
		/* It was closed before: that is what it goes back to. */
		if (saved != NULL && saved->copies[fd] == NOT_SAVED)
			saved->copies[fd] = WAS_CLOSED;
		return true;
	}
	save(saved, redirection->fd);
	dup2(fd, redirection->fd);
	close(fd);
	return true;
}

bool
redirect(const struct redirection *redirections, struct saved_fds *saved)
{
	for (; redirections != NULL; redirections = redirections->next)
		if (!redirect_one(redirections, saved))
			return false;
	return true;
}
