/* Users. */
#include <pwd.h>
#include <string.h>

#include "records.h"

#define PASSWD_FILE "/etc/passwd"

enum field { NAME, PASSWORD, UID, GID, COMMENT, HOME, SHELL_PATH, FIELD_COUNT };

static int
has_name(char *fields[], const void *wanted)
{
	unsigned id;

	return strcmp(fields[NAME], wanted) == 0 && parse_id(fields[UID], &id) &&
	       parse_id(fields[GID], &id);
}

static int
has_uid(char *fields[], const void *wanted)
{
	unsigned id;

	return parse_id(fields[GID], &id) && parse_id(fields[UID], &id) && id == *(const uid_t *)wanted;
}

static struct passwd *
find(record_accept_t accept, const void *wanted)
{
	static char line[RECORD_SIZE];
	static struct passwd user;
	char *fields[FIELD_COUNT];

	if (find_record(PASSWD_FILE, line, fields, FIELD_COUNT, accept, wanted) <= 0)
		return NULL;
	user = (struct passwd){
		.pw_name = fields[NAME],
		.pw_passwd = fields[PASSWORD],
		.pw_gecos = fields[COMMENT],
		.pw_dir = fields[HOME],
		.pw_shell = fields[SHELL_PATH],
	};
	parse_id(fields[UID], &user.pw_uid);
	parse_id(fields[GID], &user.pw_gid);
	return &user;
}

struct passwd *
getpwnam(const char *name)
{
	return find(has_name, name);
}

struct passwd *
getpwuid(uid_t uid)
{
	return find(has_uid, &uid);
}
