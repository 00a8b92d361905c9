/* cp: copies files and trees. */
#include <toolkit/copy.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: cp [OPTION]... SOURCE TARGET\n"
	"       cp [OPTION]... SOURCE... DIRECTORY\n"
	"Copies a file to the path TARGET, or any number of files into a directory.\n"
	"\n"
	"  -r, -R, --recursive  directories with all that is in them; links stay links\n"
	"  -a, --archive   the same as -r -p -P\n"
	"  -p, --preserve  keep mode, owner and times\n"
	"  -P, -d, --no-dereference  copy symbolic links, not what they point at\n"
	"  -L, --dereference  copy what symbolic links point at, also with -r\n"
	"  -f, --force     remove a target that can't be written, and try again\n"
	"  -i, --interactive  ask before anything is overwritten\n"
	"  -n, --no-clobber  overwrite nothing\n"
	"  -v, --verbose   say what is copied\n";

int
main(int argc, char **argv)
{
	struct copy_options options = {0};
	bool follows_links = false;
	char **paths, path[TREE_PATH_MAX];
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		options.recursive |= option == 'r' || option == 'a';
		options.keep_links |= option == 'r' || option == 'a' || option == 'P';
		options.preserve |= option == 'p' || option == 'a';
		options.force |= option == 'f';
		options.interactive |= option == 'i';
		options.no_clobber |= option == 'n';
		options.verbose |= option == 'v';
		follows_links |= option == 'L';
	}
	options.keep_links &= !follows_links;
	count = tool_operands(&paths);
	if (count < 2)
		bad_usage("a source and a target are needed");
	if (!is_directory(paths[count - 1])) {
		if (count > 2)
			give_up(STATUS_FAILED, "%s is no directory", paths[count - 1]);
		copy_tree(paths[0], paths[1], &options);
		return tool_end();
	}
	for (int i = 0; i < count - 1; i++)
		if (path_in_directory(path, paths[count - 1], paths[i]))
			copy_tree(paths[i], path, &options);
	return tool_end();
}
