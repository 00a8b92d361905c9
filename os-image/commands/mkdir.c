/* mkdir: makes directories. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <toolkit/mode.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: mkdir [OPTION]... DIRECTORY...\n"
	"\n"
	"  -p, --parents   with all directories above it; no error for what is there\n"
	"  -m, --mode=MODE with this mode, as chmod has it, instead of rwx less the umask\n"
	"  -v, --verbose   say what is made\n";

#define ALL_RIGHTS 0777

static bool with_parents, is_verbose;
static const char *mode_text;

static int
make_one(const char *path, mode_t mode)
{
	if (mkdir(path, mode) == 0) {
		if (is_verbose)
			printf("mkdir: made directory '%s'\n", path);
		return 0;
	}
	return with_parents && errno == EEXIST && is_directory(path) ? 0 : -1;
}

/* The directories above must let their maker write into them, whatever the umask says. */
static int
make_parents(const char *path)
{
	char parent[TREE_PATH_MAX];
	mode_t mask = umask(0);

	umask(mask);
	for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		if (snprintf(parent, sizeof(parent), "%.*s", (int)(slash - path), path) >=
		    (int)sizeof(parent)) {
			errno = ENAMETOOLONG;
			return -1;
		}
		if (slash[strspn(slash, "/")] == '\0')
			break;
		if (make_one(parent, (ALL_RIGHTS & ~mask) | S_IWUSR | S_IXUSR) != 0)
			return -1;
	}
	return 0;
}

static void
make(const char *path)
{
	mode_t mode = ALL_RIGHTS;

	if (mode_text != NULL && !mode_change(mode_text, &mode, true))
		bad_usage("'%s' is no mode", mode_text);
	if ((with_parents && path[0] != '\0' && make_parents(path) != 0) ||
	    make_one(path, ALL_RIGHTS) != 0 || (mode_text != NULL && chmod(path, mode) != 0))
		complain_errno("%s", path);
}

int
main(int argc, char **argv)
{
	char **paths;
	int option;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		with_parents |= option == 'p';
		is_verbose |= option == 'v';
		if (option == 'm')
			mode_text = option_value;
	}
	if (tool_operands(&paths) == 0)
		bad_usage("which directory?");
	for (; *paths != NULL; paths++)
		make(*paths);
	return tool_end();
}
