/* Groups of users. */
#include <grp.h>
#include <string.h>

#include "records.h"

#define GROUP_FILE "/etc/group"
#define MEMBERS_MAX 32 /* those beyond are left out */

enum field { NAME, PASSWORD, GID, MEMBERS, FIELD_COUNT };

static int
has_name(char *fields[], const void *wanted)
{
	unsigned id;

	return strcmp(fields[NAME], wanted) == 0 && parse_id(fields[GID], &id);
}

static int
has_gid(char *fields[], const void *wanted)
{
	unsigned id;

	return parse_id(fields[GID], &id) && id == *(const gid_t *)wanted;
}

static struct group *
find(record_accept_t accept, const void *wanted)
{
	static char line[RECORD_SIZE];
	static char *members[MEMBERS_MAX + 1];
	static struct group group;
	char *fields[FIELD_COUNT];
	size_t count = 0;
	char *rest;

	if (find_record(GROUP_FILE, line, fields, FIELD_COUNT, accept, wanted) <= 0)
		return NULL;
	for (rest = fields[MEMBERS]; rest != NULL && count < MEMBERS_MAX;) {
		char *member = strsep(&rest, ",");

		if (*member != '\0')
			members[count++] = member;
	}
	members[count] = NULL;
	group = (struct group){
		.gr_name = fields[NAME],
		.gr_passwd = fields[PASSWORD],
		.gr_mem = members,
	};
	parse_id(fields[GID], &group.gr_gid);
	return &group;
}

struct group *
getgrnam(const char *name)
{
	return find(has_name, name);
}

struct group *
getgrgid(gid_t gid)
{
	return find(has_gid, &gid);
}
