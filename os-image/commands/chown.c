/* chown: gives files to another user or group. */
#include <stdio.h>
#include <string.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: chown [OPTION]... USER[:GROUP] FILE...\n"
	"       chown [OPTION]... :GROUP FILE...\n"
	"Gives files to a user, a group or both: names or numbers.\n"
	"\n"
	"  -R, --recursive  directories with all that is in them\n"
	"  -h, --no-dereference  symbolic links themselves, not what they point at\n"
	"  -v, --verbose   say what is changed\n";

#define UNCHANGED ((unsigned)-1)

static uid_t new_uid = UNCHANGED;
static gid_t new_gid = UNCHANGED;
static bool is_recursive, changes_links, is_verbose;

static enum tree_answer
change(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	uid_t uid = new_uid == UNCHANGED ? status->st_uid : new_uid;
	gid_t gid = new_gid == UNCHANGED ? status->st_gid : new_gid;
	bool is_link = S_ISLNK(status->st_mode);

	(void)context;
	if (moment == TREE_AFTER || (is_link && !changes_links && is_recursive))
		return TREE_SKIP;
	if ((is_link && changes_links ? lchown(path, uid, gid) : chown(path, uid, gid)) != 0)
		complain_errno("%s", path);
	else if (is_verbose)
		printf("owner of '%s' is %u:%u\n", path, (unsigned)uid, (unsigned)gid);
	return is_recursive ? TREE_GO_ON : TREE_SKIP;
}

static void
read_owner(char *text)
{
	char *colon = strchr(text, ':');

	if (colon != NULL)
		*colon++ = '\0';
	if (text[0] != '\0' && find_user(text, &new_uid) != 0)
		give_up(STATUS_FAILED, "there is no user '%s'", text);
	if (colon != NULL && colon[0] != '\0' && find_group(colon, &new_gid) != 0)
		give_up(STATUS_FAILED, "there is no group '%s'", colon);
}

int
main(int argc, char **argv)
{
	char **words;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_recursive |= option == 'R';
		changes_links |= option == 'h';
		is_verbose |= option == 'v';
	}
	if (tool_operands(&words) < 2)
		bad_usage("an owner and a file are needed");
	read_owner(*words++);
	for (; *words != NULL; words++)
		walk_tree(*words, !changes_links, change, NULL);
	return tool_end();
}
