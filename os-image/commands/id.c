/* id: who the user is. */
#include <pwd.h>
#include <stdio.h>
#include <toolkit/format.h>
#include <toolkit/tool.h>
#include <unistd.h>

static const char usage[] =
	"Usage: id [OPTION]... [USER]\n"
	"Prints user and group of this process, or of USER.\n"
	"\n"
	"  -u, --user      only the user's number\n"
	"  -g, -G, --group  only the group's number\n"
	"  -n, --name      names instead of numbers, with -u or -g\n"
	"  -r, --real      the real one instead of the effective one, with -u or -g\n";

int
main(int argc, char **argv)
{
	bool only_user = false, only_group = false, as_name = false, is_real = false;
	uid_t uid;
	gid_t gid;
	char **users;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		only_user |= option == 'u';
		only_group |= option == 'g';
		as_name |= option == 'n';
		is_real |= option == 'r';
	}
	uid = is_real ? getuid() : geteuid();
	gid = is_real ? getgid() : getegid();
	if (tool_operands(&users) > 0) {
		struct passwd *entry = getpwnam(users[0]);

		if (entry == NULL)
			give_up(STATUS_FAILED, "there is no user '%s'", users[0]);
		uid = entry->pw_uid;
		gid = entry->pw_gid;
	}
	if (only_user && as_name)
		puts(user_name(uid));
	else if (only_user)
		printf("%u\n", (unsigned)uid);
	else if (only_group && as_name)
		puts(group_name(gid));
	else if (only_group)
		printf("%u\n", (unsigned)gid);
	else
		printf("uid=%u(%s) gid=%u(%s)\n", (unsigned)uid, user_name(uid), (unsigned)gid,
		       group_name(gid));
	return tool_end();
}
