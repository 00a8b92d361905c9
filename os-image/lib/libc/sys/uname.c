/* What system this is. */
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

int
uname(struct utsname *name)
{
	struct sysinfo info;

	if (sysinfo(&info) < 0 || gethostname(name->nodename, sizeof(name->nodename)) < 0)
		return -1;
	strcpy(name->sysname, "Kintsugi");
	strlcpy(name->release, info.kernel_version, sizeof(name->release));
	strcpy(name->version, "microkernel");
	strcpy(name->machine, "i386");
	return 0;
}
