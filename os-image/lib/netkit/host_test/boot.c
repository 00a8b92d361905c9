/* See wait_for_boot of <netkit/wait.h>: the machine that tests has booted long ago. */
#include <netkit/wait.h>

void
wait_for_boot(void)
{
}
