/* <toolkit/mounts.h> on the machine that builds: Kintsugi has mounted nothing there. */
#include <toolkit/mounts.h>

enum mount_state
mount_state_of(const char *path)
{
	(void)path;
	return MOUNT_NONE;
}
