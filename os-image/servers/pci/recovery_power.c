/* Reset by the power state: PCI Bus Power Management Interface Specification 1.1, 5.4. */
#include <errno.h>

#include "config.h"
#include "functions.h"
#include "pause.h"
#include "recovery.h"
#include "registers.h"

/* Table 5-6: how long a function must be left alone after a change to or from D3hot. */
#define SETTLE_US (10u * MS)

static u16
read_control(u16 function, u32 capability)
{
	return (u16)config_read(function, capability + POWER_CONTROL, 2);
}

static void
set_state(u16 function, u32 capability, u16 state)
{
	u16 control = read_control(function, capability) & (u16)~(POWER_STATE | POWER_PME_STATUS);

	config_write(function, capability + POWER_CONTROL, 2, control | state);
	pause_us(SETTLE_US);
}

u32
reset_power_capability(u16 function)
{
	u32 capability = function_capability(function, CAPABILITY_POWER);

	if (capability == 0 || capability + POWER_CONTROL + 2 > CONFIG_SPACE_BYTES ||
	    read_control(function, capability) & POWER_NO_SOFT_RESET)
		return 0;
	return capability;
}

s32
reset_by_power(u16 function, u32 capability)
{
	u16 asleep;

	set_state(function, capability, POWER_D3HOT);
	asleep = read_control(function, capability);
	set_state(function, capability, POWER_D0);
	if ((asleep & POWER_STATE) != POWER_D3HOT)
		reset_failed(function, "it does not go to sleep");
	else if ((read_control(function, capability) & POWER_STATE) != POWER_D0)
		reset_failed(function, "it does not wake up");
	else
		return 0;
	return -EIO;
}
