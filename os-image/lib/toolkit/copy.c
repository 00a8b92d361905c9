/*
 * Copies of trees. What is checked before anything is touched: that source and
 * target aren't one file, and that no directory is copied into itself.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <toolkit/copy.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#define PERMISSIONS 07777
#define DEPTH_MAX 256 /* of the directories above a target */

static void copy_any(const char *from, const char *to, const struct copy_options *options);

static bool
is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

void
preserve_status(const char *to, const struct stat *status)
{
	const struct timespec times[] = {status->st_atim, status->st_mtim};
	mode_t mode = status->st_mode & PERMISSIONS;

	/* Who may not give a file away must not leave its owner's rights to himself. */
	if (lchown(to, status->st_uid, status->st_gid) != 0)
		mode &= (mode_t) ~(S_ISUID | S_ISGID);
	if (!S_ISLNK(status->st_mode) && chmod(to, mode) != 0)
		complain_errno("mode of %s", to);
	if (utimensat(AT_FDCWD, to, times, AT_SYMLINK_NOFOLLOW) != 0 && !S_ISLNK(status->st_mode))
		complain_errno("times of %s", to);
}

/* Opens the target, which may be there; with force it may have to go first. */
static int
open_target(const char *to, mode_t mode, const struct copy_options *options)
{
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC, mode & 0777);

	if (fd < 0 && options->force && errno != EISDIR && unlink(to) == 0)
		fd = open(to, O_WRONLY | O_CREAT | O_EXCL, mode & 0777);
	if (fd < 0)
		complain_errno("%s", to);
	return fd;
}

static void
copy_contents(const char *from, const char *to, const struct stat *status,
	      const struct copy_options *options)
{
	int source = open(from, O_RDONLY);
	int target;

	if (source < 0) {
		complain_errno("%s", from);
		return;
	}
	target = open_target(to, status->st_mode, options);
	if (target >= 0) {
		copy_stream(source, from, target, to);
		if (close(target) != 0)
			complain_errno("%s", to);
	}
	close(source);
}

static void
copy_symlink(const char *from, const char *to)
{
	char text[TREE_PATH_MAX];
	ssize_t length = readlink(from, text, sizeof(text) - 1);

	if (length < 0) {
		complain_errno("%s", from);
		return;
	}
	text[length] = '\0';
	if (symlink(text, to) != 0 && (errno != EEXIST || unlink(to) != 0 || symlink(text, to) != 0))
		complain_errno("%s", to);
}

/* Whether the directory `inner`, or one above it, is the one that `outer` tells of. */
static bool
is_within(const char *inner, const struct stat *outer)
{
	char path[TREE_PATH_MAX];
	struct stat status, above;
	size_t length;
	const char *last = last_component(inner, &length);

	if (snprintf(path, sizeof(path), "%.*s.", (int)(last - inner), inner) >= (int)sizeof(path) ||
	    stat(path, &status) != 0)
		return false;
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		if (is_same_file(&status, outer))
			return true;
		if (strlen(path) + sizeof("/..") > sizeof(path))
			return false;
		strcat(path, "/..");
		if (stat(path, &above) != 0 || is_same_file(&above, &status))
			return false;
		status = above;
	}
	return false;
}

static void
copy_directory(const char *from, const char *to, const struct stat *status,
	       const struct copy_options *options)
{
	struct name_list list;
	struct stat there;
	bool is_new = stat(to, &there) != 0;

	if (is_new && mkdir(to, (status->st_mode & 0777) | S_IRWXU) != 0) {
		complain_errno("%s", to);
		return;
	}
	if (!is_new && !S_ISDIR(there.st_mode)) {
		complain("%s is a directory, but %s is none", from, to);
		return;
	}
	if (names_read(from, &list) != 0)
		complain_errno("%s", from);
	for (size_t i = 0; i < list.count; i++) {
		char inner_from[TREE_PATH_MAX], inner_to[TREE_PATH_MAX];

		if (join_path(inner_from, from, list.names[i]) &&
		    join_path(inner_to, to, list.names[i]))
			copy_any(inner_from, inner_to, options);
	}
	names_free(&list);
	if (is_new && !options->preserve) {
		mode_t mask = umask(0);

		umask(mask);
		chmod(to, status->st_mode & 0777 & ~mask);
	}
}

static bool
may_overwrite(const char *from, const char *to, const struct stat *status,
	      const struct copy_options *options)
{
	struct stat there;

	if (lstat(to, &there) != 0)
		return true;
	if (is_same_file(&there, status) || (stat(to, &there) == 0 && is_same_file(&there, status))) {
		complain("'%s' and '%s' are the same file", from, to);
		return false;
	}
	if (S_ISDIR(status->st_mode))
		return true;
	if (S_ISDIR(there.st_mode)) {
		complain("%s is a directory, but %s is none", to, from);
		return false;
	}
	return !options->no_clobber && (!options->interactive || confirm("overwrite '%s'? ", to));
}

static void
copy_node(const char *from, const char *to, const struct stat *status,
	  const struct copy_options *options)
{
	if (S_ISDIR(status->st_mode))
		copy_directory(from, to, status, options);
	else if (S_ISLNK(status->st_mode))
		copy_symlink(from, to);
	else if (S_ISREG(status->st_mode) || !options->recursive)
		copy_contents(from, to, status, options);
	else if (mknod(to, status->st_mode, status->st_rdev) != 0)
		complain_errno("%s", to);
}

static void
copy_any(const char *from, const char *to, const struct copy_options *options)
{
	struct stat status;

	if ((options->keep_links ? lstat(from, &status) : stat(from, &status)) != 0) {
		complain_errno("%s", from);
		return;
	}
	if (S_ISDIR(status.st_mode) && !options->recursive) {
		complain("%s is a directory: left out without -r", from);
		return;
	}
	if (!may_overwrite(from, to, &status, options))
		return;
	if (options->verbose)
		printf("'%s' -> '%s'\n", from, to);
	copy_node(from, to, &status, options);
	if (options->preserve)
		preserve_status(to, &status);
}

void
copy_tree(const char *from, const char *to, const struct copy_options *options)
{
	struct stat status;

	if (options->recursive && stat(from, &status) == 0 && S_ISDIR(status.st_mode) &&
	    is_within(to, &status)) {
		complain("'%s' can't be copied into itself, '%s'", from, to);
		return;
	}
	copy_any(from, to, options);
}
