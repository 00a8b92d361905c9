/* Folders of mails: filing, reading back, removing. See <mail/folder.h>. */
#include <errno.h>
#include <fcntl.h>
#include <mail/folder.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/io.h>
#include <toolkit/tool.h>
#include <unistd.h>

#define UNFINISHED_SIZE (ID_SIZE + 16u)
#define UNFINISHED '.' /* begins the name of a file that is being written */
#define ID_CHARACTERS "0123456789abcdef-"

bool
is_id(const char *text)
{
	size_t length = strlen(text);

	return length > 0 && length < ID_SIZE && strspn(text, ID_CHARACTERS) == length;
}

/* Every name in the folder; an empty list when there is no such folder. */
static void
list_all(const char *folder, struct name_list *names)
{
	if (names_read(folder, names) == 0)
		return;
	if (errno != ENOENT)
		complain_errno("%s", folder);
	names_free(names);
	*names = (struct name_list){0};
}

void
folder_list(const char *folder, struct name_list *ids)
{
	size_t kept = 0;

	list_all(folder, ids);
	for (size_t i = 0; i < ids->count; i++) {
		if (is_id(ids->names[i]))
			ids->names[kept++] = ids->names[i];
		else
			free(ids->names[i]);
	}
	ids->count = kept;
}

/* Whoever was writing it is gone. */
static bool
is_left_behind(const char *name)
{
	const char *pid = strrchr(name, '-');

	return name[0] == UNFINISHED && pid != NULL && kill(atoi(pid + 1), 0) != 0 && errno == ESRCH;
}

/* Whether one more fits; clears away what was left behind. */
static bool
has_room(const char *folder, size_t more)
{
	struct name_list names;
	size_t count = 0, bytes = 0;

	list_all(folder, &names);
	for (size_t i = 0; i < names.count; i++) {
		char path[TREE_PATH_MAX];
		struct stat status;

		if (!join_path(path, folder, names.names[i]) || lstat(path, &status) != 0)
			continue;
		if (is_left_behind(names.names[i]) && unlink(path) == 0)
			continue;
		count++;
		bytes += (size_t)status.st_size;
	}
	names_free(&names);
	if (count < FOLDER_MAILS_MAX && bytes + more <= FOLDER_BYTES_MAX)
		return true;
	complain("%s is full: %zu mails with %zu KB, where there may be %u with %u KB. Remove some",
		 folder, count, bytes / 1024, FOLDER_MAILS_MAX, FOLDER_BYTES_MAX / 1024);
	return false;
}

static bool
write_file(int fd, uid_t owner, gid_t group, const struct text *envelope,
	   const struct text *message)
{
	return write_all(fd, envelope->bytes, envelope->length) == 0 &&
	       write_all(fd, message->bytes, message->length) == 0 && fchown(fd, owner, group) == 0;
}

static bool
make_folder(const char *folder, uid_t owner, gid_t group)
{
	if (is_directory(folder))
		return true;
	if (mkdir(folder, 0700) == 0 && chown(folder, owner, group) == 0)
		return true;
	complain_errno("%s", folder);
	return false;
}

/* Under the other name first: the mail is there all at once, or not at all. */
static bool
put_as(const char *folder, const char *id, const char *unfinished_name, uid_t owner, gid_t group,
       const struct text *envelope, const struct text *message)
{
	char unfinished[TREE_PATH_MAX], path[TREE_PATH_MAX];
	bool is_written;
	int fd;

	if (!join_path(unfinished, folder, unfinished_name) || !join_path(path, folder, id))
		return false;
	fd = open(unfinished, O_WRONLY | O_CREAT | O_EXCL, 0600);
	if (fd < 0) {
		complain_errno("%s", unfinished);
		return false;
	}
	is_written = write_file(fd, owner, group, envelope, message);
	if (close(fd) == 0 && is_written && rename(unfinished, path) == 0)
		return true;
	complain_errno("%s", path);
	unlink(unfinished);
	return false;
}

bool
folder_put(const char *folder, uid_t owner, gid_t group, const char *id,
	   const struct text *envelope, const struct text *message)
{
	char unfinished[UNFINISHED_SIZE];

	snprintf(unfinished, sizeof(unfinished), "%c%s", UNFINISHED, id);
	return make_folder(folder, owner, group) &&
	       has_room(folder, envelope->length + message->length) &&
	       put_as(folder, id, unfinished, owner, group, envelope, message);
}

bool
folder_replace(const char *folder, const char *id, const struct text *envelope,
	       const struct text *message)
{
	char unfinished[UNFINISHED_SIZE];

	/* The process at the ID's end is another, long gone: this one has to stand there. */
	snprintf(unfinished, sizeof(unfinished), "%c%s-%d", UNFINISHED, id, (int)getpid());
	return put_as(folder, id, unfinished, geteuid(), getegid(), envelope, message);
}

/* The message begins behind the first empty line. */
static bool
find_message(struct mail *mail)
{
	const char *end = strstr(mail->bytes, "\n\n");

	if (end != NULL)
		mail->message = end + strlen("\n\n");
	return end != NULL;
}

/* A user may have put anything into a mailbox of his: no more is read than a mail may have. */
bool
folder_get(const char *folder, const char *id, struct mail *mail)
{
	char path[TREE_PATH_MAX];
	ssize_t got = -1;
	int fd;

	if (!join_path(path, folder, id))
		return false;
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
	mail->bytes = need_memory(2 * MAIL_BYTES_MAX + 1);
	if (fd >= 0) {
		got = read_block(fd, mail->bytes, 2 * MAIL_BYTES_MAX);
		close(fd);
	}
	if (got < 0)
		complain_errno("%s", path);
	mail->size = got > 0 ? (size_t)got : 0;
	mail->bytes[mail->size] = '\0';
	if (got >= 0 && find_message(mail))
		return true;
	if (got >= 0)
		complain("%s is no mail", path);
	free(mail->bytes);
	return false;
}

void
folder_remove(const char *folder, const char *id)
{
	char path[TREE_PATH_MAX];

	if (join_path(path, folder, id) && unlink(path) != 0)
		complain_errno("%s", path);
}
