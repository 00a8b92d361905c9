/* mount: attaches file systems to directories. */
#include <checksums/device.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <toolkit/tool.h>
#include <toolkit/tree.h>
#include <unistd.h>

static const char usage[] =
	"Usage: mount [OPTION]... DEVICE DIRECTORY\n"
	"       mount DEVICE|DIRECTORY\n"
	"       mount -a\n"
	"       mount\n"
	"Attaches the file system on a device to a directory. With one of the two the other, and the\n"
	"options, come from /etc/fstab; without operands lists what is mounted. A partition that has\n"
	"checksums (see sums) is mounted by way of blk.checksum, as /dev/sum0p3, say.\n"
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

/*
 * What is to be mounted for a device: one that has checksums is never written to past them.
 * NULL after a complaint. What can't be looked at mount will complain about.
 */
static const char *
with_checksums(const char *device)
{
	static char checked[CHECKED_NAME_MAX];
	enum area_state state = AREA_ABSENT;
	struct area area;
	int fd = -1;

	if (device_checked_name(device, checked))
		fd = open(device, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		state = device_area(fd, &area);
		close(fd);
	}
	if (state == AREA_DAMAGED)
		complain("%s: the header of its checksums is damaged; `sums --make %s` makes them "
			 "anew, `sums --drop %s` gives them up",
			 device, device, device);
	if (state == AREA_UNKNOWN)
		complain_errno("%s: whether it has checksums can't be read", device);
	if (state == AREA_DAMAGED || state == AREA_UNKNOWN)
		return NULL;
	return state == AREA_VALID ? checked : device;
}

static void
mount_one(const char *device, const char *directory, unsigned flags)
{
	char label[LABEL_MAX + 1];

	make_label(directory, label);
	device = with_checksums(device);
	if (device == NULL)
		return;
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

/*
 * Mounts what a line of the table says: the one for a device or directory, or, when none is
 * wanted, any that is to be mounted at boot and is not. Whether the line was the wanted one.
 */
static bool
mount_line(char *line, const char *wanted)
{
	char *rest;
	const char *device = strtok_r(line, " \t\n", &rest);
	const char *directory = strtok_r(NULL, " \t\n", &rest);
	const char *options = strtok_r(NULL, " \t\n", &rest);

	if (device == NULL || device[0] == '#')
		return false;
	if (directory == NULL || options == NULL) {
		complain("%s: the line of %s needs a directory and options", FSTAB, device);
		return false;
	}
	if (wanted != NULL ? strcmp(device, wanted) != 0 && strcmp(directory, wanted) != 0 :
	    has_option(options, "noauto") || is_mounted(directory))
		return false;
	mount_one(device, directory, has_option(options, "ro") ? MS_RDONLY : 0);
	return wanted != NULL;
}

/* The line of the table for a device or directory, or, without one, all that are due. */
static void
mount_from_table(const char *wanted)
{
	char line[LINE_MAX_LENGTH];
	FILE *file = fopen(FSTAB, "r");
	bool found = false;

	if (file == NULL) {
		complain_errno("%s", FSTAB);
		return;
	}
	while (!found && fgets(line, sizeof(line), file) != NULL)
		found = mount_line(line, wanted);
	fclose(file);
	if (wanted != NULL && !found)
		complain("%s: not in %s, so a device and a directory are needed", wanted, FSTAB);
}

/* Of a list that was typed: a word that means nothing here is an error, not left out. */
static unsigned
flags_of(const char *list)
{
	char *words = need_copy(list), *rest;
	unsigned flags = 0;

	for (char *word = strtok_r(words, ",", &rest); word != NULL;
	     word = strtok_r(NULL, ",", &rest)) {
		if (strcmp(word, "ro") == 0)
			flags = MS_RDONLY;
		else if (strcmp(word, "rw") == 0)
			flags = 0;
		else
			bad_usage("there is no option '%s', only ro and rw", word);
	}
	free(words);
	return flags;
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
			flags = flags_of(option_value);
	}
	count = tool_operands(&operands);
	if (all)
		mount_from_table(NULL);
	else if (count == 0)
		list_mounts();
	else if (count == 2)
		mount_one(operands[0], operands[1], flags);
	else if (count == 1)
		mount_from_table(operands[0]);
	else
		bad_usage("a device and a directory, not more");
	return tool_end();
}
