/* Names of users and groups. Listings ask for the same few again and again. */
#include <grp.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <toolkit/format.h>
#include <toolkit/number.h>

struct known_name {
	bool is_valid;
	unsigned id;
	char text[OWNER_TEXT_SIZE];
};

static bool
is_known(struct known_name *known, unsigned id)
{
	if (known->is_valid && known->id == id)
		return true;
	known->is_valid = true;
	known->id = id;
	return false;
}

static void
keep_name(struct known_name *known, const char *name)
{
	if (name != NULL)
		snprintf(known->text, sizeof(known->text), "%s", name);
	else
		snprintf(known->text, sizeof(known->text), "%u", known->id);
}

const char *
user_name(uid_t uid)
{
	static struct known_name known;
	struct passwd *entry;

	if (!is_known(&known, uid)) {
		entry = getpwuid(uid);
		keep_name(&known, entry != NULL ? entry->pw_name : NULL);
	}
	return known.text;
}

const char *
group_name(gid_t gid)
{
	static struct known_name known;
	struct group *entry;

	if (!is_known(&known, gid)) {
		entry = getgrgid(gid);
		keep_name(&known, entry != NULL ? entry->gr_name : NULL);
	}
	return known.text;
}

static int
find_id(const char *text, unsigned *id)
{
	uint64_t number;

	if (!parse_number(text, &number) || number >= UINT32_MAX)
		return -1;
	*id = (unsigned)number;
	return 0;
}

int
find_user(const char *text, uid_t *uid)
{
	struct passwd *entry = getpwnam(text);

	if (entry == NULL)
		return find_id(text, uid);
	*uid = entry->pw_uid;
	return 0;
}

int
find_group(const char *text, gid_t *gid)
{
	struct group *entry = getgrnam(text);

	if (entry == NULL)
		return find_id(text, gid);
	*gid = entry->gr_gid;
	return 0;
}
