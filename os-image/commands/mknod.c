/* mknod: makes special files. */
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <toolkit/mode.h>
#include <toolkit/number.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: mknod [OPTION]... NAME b|c MAJOR MINOR\n"
	"       mknod [OPTION]... NAME p\n"
	"Makes a block or character special file, or a named pipe.\n"
	"\n"
	"  -m, --mode=MODE  with this mode, as chmod has it\n";

int
main(int argc, char **argv)
{
	mode_t mode = 0666, type;
	bool has_mode = false;
	dev_t device = 0;
	char **words;
	int count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while (tool_option() != OPTION_END) {
		has_mode = true;
		if (!mode_change(option_value, &mode, false))
			bad_usage("'%s' is no mode", option_value);
	}
	count = tool_operands(&words);
	if (count < 2 || words[1][0] == '\0' || words[1][1] != '\0' ||
	    strchr("bcp", words[1][0]) == NULL)
		bad_usage("a name and a type, b, c or p, are needed");
	type = words[1][0] == 'b' ? S_IFBLK : words[1][0] == 'c' ? S_IFCHR : S_IFIFO;
	if (count != (type == S_IFIFO ? 2 : 4))
		bad_usage("type %s needs %s", words[1], type == S_IFIFO ? "no numbers" : "two numbers");
	if (type != S_IFIFO)
		device = makedev((unsigned)need_number(words[2], "the major number"),
				 (unsigned)need_number(words[3], "the minor number"));
	if (mknod(words[0], type | mode, device) != 0 || (has_mode && chmod(words[0], mode) != 0))
		complain_errno("%s", words[0]);
	return tool_end();
}
