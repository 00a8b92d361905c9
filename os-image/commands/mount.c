/* mount: attaches file systems to directories. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>

static const char usage[] =
	"Usage: mount [OPTION]... DEVICE DIRECTORY\n"
	"       mount -a\n"
	"       mount\n"
	"Attaches the file system on a device to a directory; without operands lists what is mounted.\n"
	"\n"
	"  -a, --all       all of /etc/fstab but those with noauto\n"
	"  -r, --read-only  nothing can be changed\n"
	"  -w, --rw        everything can (the default)\n"
	"  -o, --options=LIST  ro or rw, separated by commas\n"
	"  -t, --types=TYPE  does nothing: there is one kind of file system\n";

#define FSTAB "/etc/fstab"
#define LABEL_MAX 16
#define LINE_MAX_LENGTH 256

/* The file server of a directory: mfs.usr for /usr, mfs.root for /. */
static void
make_label(const char *directory, char label[LABEL_MAX + 1])
{
	size_t length;
	const char *name = last_component(directory, &length);

	if (length == 0 || name[0] == '/') {
		name = "root";
		length = strlen(name);
	}
	snprintf(label, LABEL_MAX + 1, "mfs.%.*s", (int)length, name);
}

static void
mount_one(const char *device, const char *directory, unsigned flags)
{
	char label[LABEL_MAX + 1];

	make_label(directory, label);
	if (mount(device, directory, flags, label) != 0)
		complain_errno("%s on %s", device, directory);
}

static bool
is_mounted(const char *directory)
{
	struct mount_info info;

	for (unsigned i = 0; mount_info(i, &info) == 0; i++)
		if (strcmp(info.directory, directory) == 0)
			return true;
	return false;
}

/* Whether a list such as "ro,noauto" has the word. */
static bool
has_option(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; at != NULL && *at != '\0'; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
			return true;
	}
	return false;
}

static void
mount_line(char *line)
{
	char *rest;
	const char *device = strtok_r(line, " \t\n", &rest);
	const char *directory = strtok_r(NULL, " \t\n", &rest);
	const char *options = strtok_r(NULL, " \t\n", &rest);

	if (device == NULL || device[0] == '#')
		return;
	if (directory == NULL || options == NULL)
		complain("%s: the line of %s needs a directory and options", FSTAB, device);
	else if (!has_option(options, "noauto") && !is_mounted(directory))
		mount_one(device, directory, has_option(options, "ro") ? MS_RDONLY : 0);
}

static void
mount_all(void)
{
	char line[LINE_MAX_LENGTH];
	FILE *file = fopen(FSTAB, "r");

	if (file == NULL) {
		complain_errno("%s", FSTAB);
		return;
	}
	while (fgets(line, sizeof(line), file) != NULL)
		mount_line(line);
	fclose(file);
}

static void
list_mounts(void)
{
	struct mount_info info;

	for (unsigned i = 0; mount_info(i, &info) == 0; i++)
		printf("%s on %s (%s, by %s)\n", info.device, info.directory,
		       (info.flags & MS_RDONLY) != 0 ? "ro" : "rw", info.label);
	if (errno != EINVAL)
		complain_errno("the list of mounts");
}

int
main(int argc, char **argv)
{
	unsigned flags = 0;
	bool all = false;
	char **operands;
	int option, count;

	tool_begin(argc, argv, usage, OPTIONS_ANYWHERE);
	while ((option = tool_option()) != OPTION_END) {
		all |= option == 'a';
		if (option == 'r' || option == 'w')
			flags = option == 'r' ? MS_RDONLY : 0;
		if (option == 'o')
			flags = has_option(option_value, "ro") ? MS_RDONLY : 0;
	}
	count = tool_operands(&operands);
	if (all)
		mount_all();
	else if (count == 0)
		list_mounts();
	else if (count == 2)
		mount_one(operands[0], operands[1], flags);
	else
		bad_usage("a device and a directory are needed");
	return tool_end();
}
