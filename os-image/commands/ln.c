/* ln: gives files further names. */
#include <stdio.h>
#include <sys/stat.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: ln [OPTION]... TARGET [NAME]\n"
	"       ln [OPTION]... TARGET... DIRECTORY\n"
	"Makes NAME a link to TARGET, or links of the targets' names in a directory.\n"
	"\n"
	"  -s, --symbolic  symbolic links: they hold TARGET's text\n"
	"  -f, --force     remove what is at NAME first\n"
	"  -n, --no-dereference  NAME itself, if it is a symbolic link to a directory\n"
	"  -v, --verbose   say what is linked\n";

static bool is_symbolic, is_forced, is_verbose;

static void
make_link(const char *target, const char *name)
{
	struct stat old, new;

	if (is_forced && lstat(name, &old) == 0) {
		if (!is_symbolic && stat(target, &new) == 0 && old.st_dev == new.st_dev &&
		    old.st_ino == new.st_ino) {
			complain("'%s' and '%s' are the same file", target, name);
			return;
		}
		if (unlink(name) != 0) {
			complain_errno("%s", name);
			return;
		}
	}
	if ((is_symbolic ? symlink(target, name) : link(target, name)) != 0)
		complain_errno("'%s' for '%s'", name, target);
	else if (is_verbose)
		printf("'%s' -> '%s'\n", name, target);
}

static bool
is_link(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISLNK(status.st_mode);
}

int
main(int argc, char **argv)
{
	char **paths, path[TREE_PATH_MAX];
	bool takes_links_as_they_are = false;
	const char *directory;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_symbolic |= option == 's';
		is_forced |= option == 'f';
		is_verbose |= option == 'v';
		takes_links_as_they_are |= option == 'n';
	}
	count = tool_operands(&paths);
	if (count == 0)
		bad_usage("which file?");
	directory = count == 1 ? "." : paths[count - 1];
	if (!is_directory(directory) || (takes_links_as_they_are && is_link(directory))) {
		if (count > 2)
			give_up(STATUS_FAILED, "%s is no directory", directory);
		make_link(paths[0], paths[1]);
		return tool_end();
	}
	for (int i = 0; i < (count == 1 ? 1 : count - 1); i++)
		if (path_in_directory(path, directory, paths[i]))
			make_link(paths[i], path);
	return tool_end();
}
