/* mv: renames files; from one file system to another it copies and removes. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <toolkit/copy.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: mv [OPTION]... SOURCE TARGET\n"
	"       mv [OPTION]... SOURCE... DIRECTORY\n"
	"Renames a file to the path TARGET, or moves any number of files into a directory.\n"
	"\n"
	"  -f, --force     never ask\n"
	"  -i, --interactive  ask before anything is overwritten\n"
	"  -n, --no-clobber  overwrite nothing\n"
	"  -v, --verbose   say what is renamed\n";

static enum { ASK_WHEN_PROTECTED, FORCE, INTERACTIVE, NO_CLOBBER } mode;
static bool is_verbose;

static bool
may_overwrite(const char *to)
{
	struct stat status;

	if (mode == FORCE || lstat(to, &status) != 0)
		return true;
	if (mode == NO_CLOBBER)
		return false;
	if (mode == INTERACTIVE)
		return confirm("overwrite '%s'? ", to);
	if (S_ISLNK(status.st_mode) || access(to, W_OK) == 0 || !isatty(STDIN_FILENO))
		return true;
	return confirm("overwrite write-protected '%s'? ", to);
}

/* The source stays when anything of it could not be copied. */
static void
move_between_file_systems(const char *from, const char *to)
{
	const struct copy_options copying = {
		.recursive = true, .keep_links = true, .preserve = true, .force = true};
	const struct remove_options removing = {.recursive = true, .force = true};
	struct stat target;

	if (lstat(to, &target) == 0 && (S_ISDIR(target.st_mode) ? rmdir(to) : unlink(to)) != 0) {
		complain_errno("%s", to);
		return;
	}
	copy_tree(from, to, &copying);
	if (tool_failed())
		complain("%s is kept", from);
	else
		remove_tree(from, &removing);
}

static void
move(const char *from, const char *to)
{
	struct stat source, target;

	if (lstat(from, &source) != 0) {
		complain_errno("%s", from);
		return;
	}
	if (lstat(to, &target) == 0 && source.st_dev == target.st_dev &&
	    source.st_ino == target.st_ino) {
		complain("'%s' and '%s' are the same file", from, to);
		return;
	}
	if (!may_overwrite(to))
		return;
	if (rename(from, to) != 0) {
		if (errno == EINVAL && S_ISDIR(source.st_mode))
			complain("'%s' can't be moved into itself, '%s'", from, to);
		else if (errno == EXDEV)
			move_between_file_systems(from, to);
		else
			complain_errno("'%s' to '%s'", from, to);
	} else if (is_verbose) {
		printf("renamed '%s' -> '%s'\n", from, to);
	}
}

int
main(int argc, char **argv)
{
	char **paths, path[TREE_PATH_MAX];
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		if (option == 'v')
			is_verbose = true;
		else
			mode = option == 'f' ? FORCE : option == 'i' ? INTERACTIVE : NO_CLOBBER;
	}
	count = tool_operands(&paths);
	if (count < 2)
		bad_usage("a source and a target are needed");
	if (!is_directory(paths[count - 1])) {
		if (count > 2)
			give_up(STATUS_FAILED, "%s is no directory", paths[count - 1]);
		move(paths[0], paths[1]);
		return tool_end();
	}
	for (int i = 0; i < count - 1; i++)
		if (path_in_directory(path, paths[count - 1], paths[i]))
			move(paths[i], path);
	return tool_end();
}
