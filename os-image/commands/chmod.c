/* chmod: changes permissions. */
#include <stdio.h>
#include <string.h>
#include <toolkit/mode.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: chmod [OPTION]... MODE FILE...\n"
	"Changes permissions to MODE: octal digits such as 755, or clauses such as u+x,go=r\n"
	"made of u g o a, + - = and r w x X s t.\n"
	"\n"
	"  -R, --recursive  directories with all that is in them\n"
	"  -f, --quiet     no messages about what can't be changed\n"
	"  -v, --verbose   say what is changed\n";

#define PERMISSIONS 07777

static const char *mode_text;
static bool is_recursive, is_quiet, is_verbose, any_failed;

static enum tree_answer
change(const char *path, const struct stat *status, enum tree_moment moment, void *context)
{
	mode_t mode = status->st_mode & PERMISSIONS;

	(void)context;
	/* Before what is below: a directory may have to become readable first. */
	if (moment == TREE_AFTER || S_ISLNK(status->st_mode))
		return TREE_SKIP;
	mode_change(mode_text, &mode, S_ISDIR(status->st_mode));
	if (chmod(path, mode) != 0) {
		any_failed = true;
		if (!is_quiet)
			complain_errno("%s", path);
	} else if (is_verbose) {
		printf("mode of '%s' is %04o\n", path, (unsigned)mode);
	}
	return is_recursive ? TREE_GO_ON : TREE_SKIP;
}

/* "-w" and "-x" are modes, not options: a mode after a dash is taken for what it is. */
static bool
is_mode_with_dash(const char *word)
{
	return word[0] == '-' && word[1] != '\0' && strspn(word + 1, "rwxXstugo,+-=") == strlen(word + 1);
}

int
main(int argc, char **argv)
{
	mode_t probe = 0;
	char **words;
	int option, count;

	for (int i = 1; i < argc && mode_text == NULL && argv[i][0] == '-'; i++) {
		if (!is_mode_with_dash(argv[i]))
			continue;
		mode_text = argv[i];
		memmove(&argv[i], &argv[i + 1], (size_t)(argc - i) * sizeof(argv[0]));
		argc--;
	}
	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		is_recursive |= option == 'R';
		is_quiet |= option == 'f';
		is_verbose |= option == 'v';
	}
	count = tool_operands(&words);
	if (mode_text == NULL && count > 0) {
		mode_text = *words++;
		count--;
	}
	if (mode_text == NULL || count == 0)
		bad_usage("a mode and a file are needed");
	if (!mode_change(mode_text, &probe, false))
		bad_usage("'%s' is no mode", mode_text);
	for (; *words != NULL; words++)
		walk_tree(*words, true, change, NULL);
	return any_failed ? STATUS_FAILED : tool_end();
}
