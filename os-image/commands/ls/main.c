/* ls: lists files and directories. */
#include <stdio.h>
#include <string.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

#include "ls.h"

static const char usage[] =
	"Usage: ls [OPTION]... [FILE]...\n"
	"Lists what is in directories, the one in use if none is given, and other files.\n"
	"On a terminal in columns, else one a line.\n"
	"\n"
	"  -a, --all       also names that begin with a dot\n"
	"  -A, --almost-all  the same without . and ..\n"
	"  -d, --directory  directories themselves, not what is in them\n"
	"  -R, --recursive  directories below, too\n"
	"  -L, --dereference  what symbolic links point at\n"
	"  -l              long: mode, links, owner, group, size, time, name\n"
	"  -n, --numeric-uid-gid  long, with numbers for owner and group\n"
	"  -1              one name a line\n"
	"  -C              in columns\n"
	"  -h, --human-readable  sizes such as 1.5K or 20M\n"
	"  -i, --inode     with inode numbers\n"
	"  -s, --size      with the size on disk, in KB\n"
	"  -F, --classify  with a letter that tells the type: / @ * | =\n"
	"  -p              the same for directories only\n"
	"  -t              the newest first\n"
	"  -u              with the time of the last access\n"
	"  -c              with the time of the last change of the inode\n"
	"  -S              the largest first\n"
	"  -r, --reverse   the other way round\n"
	"  -U              as they are in the directory\n";

struct ls_options options;

static void
take_option(int option)
{
	switch (option) {
	case 'a':
		options.hidden = HIDDEN_ALL;
		break;
	case 'A':
		options.hidden = HIDDEN_ALMOST_ALL;
		break;
	case 'd':
		options.directories_as_files = true;
		break;
	case 'R':
		options.recursive = true;
		break;
	case 'L':
		options.follow_links = true;
		break;
	case 'n':
		options.numeric_ids = true;
		options.format = FORMAT_LONG;
		break;
	case 'l':
		options.format = FORMAT_LONG;
		break;
	case '1':
		if (options.format != FORMAT_LONG)
			options.format = FORMAT_ONE;
		break;
	case 'C':
		options.format = FORMAT_COLUMNS;
		break;
	case 'h':
		options.human = true;
		break;
	case 'i':
		options.inode = true;
		break;
	case 's':
		options.blocks = true;
		break;
	case 'F':
		options.classify = true;
		options.only_slash = false;
		break;
	case 'p':
		options.classify = options.only_slash = true;
		break;
	case 't':
		options.order = ORDER_TIME;
		break;
	case 'S':
		options.order = ORDER_SIZE;
		break;
	case 'U':
		options.order = ORDER_NONE;
		break;
	case 'u':
		options.time = TIME_ACCESSED;
		break;
	case 'c':
		options.time = TIME_CHANGED;
		break;
	case 'r':
		options.reverse = true;
		break;
	}
}

/* Whether anything has been printed that an empty line has to stand before the next directory. */
static bool is_below_something;

static void
list_directory(const char *path, bool with_name)
{
	struct file_list list = {0};

	if (list_read(&list, path) != 0)
		return;
	if (with_name)
		printf("%s%s:\n", is_below_something ? "\n" : "", path);
	is_below_something = true;
	list_sort(&list);
	print_list(&list, true);
	for (size_t i = 0; options.recursive && i < list.count; i++) {
		const struct file *file = &list.files[i];
		char inner[TREE_PATH_MAX];

		if (!S_ISDIR(file->status.st_mode) ||
		    strcmp(file->name, ".") == 0 || strcmp(file->name, "..") == 0)
			continue;
		if (join_path(inner, path, file->name))
			list_directory(inner, true);
	}
	list_free(&list);
}

/* A link to a directory is listed like the directory, but not where it is shown as a link. */
static bool
follows_operand_links(void)
{
	return options.follow_links ||
	       (options.format != FORMAT_LONG && !options.directories_as_files && !options.classify);
}

static void
list_operands(char **names, int name_count)
{
	struct file_list all = {0}, files = {0};

	for (; *names != NULL; names++)
		list_add(&all, *names, *names, follows_operand_links());
	list_sort(&all);
	for (size_t i = 0; i < all.count; i++)
		if (options.directories_as_files || !S_ISDIR(all.files[i].status.st_mode))
			list_add(&files, all.files[i].name, all.files[i].name, follows_operand_links());
	print_list(&files, false);
	is_below_something = files.count > 0;
	for (size_t i = 0; !options.directories_as_files && i < all.count; i++)
		if (S_ISDIR(all.files[i].status.st_mode))
			list_directory(all.files[i].name, name_count > 1 || options.recursive);
	list_free(&files);
	list_free(&all);
}

int
main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	char **names;
	int option, count;

	options.format = isatty(STDOUT_FILENO) ? FORMAT_COLUMNS : FORMAT_ONE;
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END)
		take_option(option);
	count = tool_operands(&names);
	list_operands(count > 0 ? names : here, count);
	return tool_end() != 0 ? STATUS_USAGE : 0;
}
