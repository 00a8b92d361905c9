/* umount: detaches file systems. */
#include <stddef.h>
#include <string.h>
#include <sys/mount.h>
#include <toolkit/tool.h>

static const char usage[] =
	"Usage: umount DIRECTORY|DEVICE...\n"
	"Writes back all that belongs to a mounted file system and detaches it.\n";

/* The directory of a mounted device; any other operand is the directory itself. */
static const char *
directory_of(const char *operand, struct mount_info *info)
{
	for (unsigned i = 0; mount_info(i, info) == 0; i++)
		if (strcmp(info->device, operand) == 0)
			return info->directory;
	return operand;
}

int
main(int argc, char **argv)
{
	struct mount_info info;
	char **operands;

	if (tool_only_operands(argc, argv, usage, &operands) == 0)
		bad_usage("which directory?");
	for (; *operands != NULL; operands++)
		if (umount(directory_of(*operands, &info)) != 0)
			complain_errno("%s", *operands);
	return tool_end();
}
