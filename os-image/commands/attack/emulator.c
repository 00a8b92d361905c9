/*
 * Which emulator the machine is: some do not check all that a processor checks,
 * and what an attack finds there says nothing about the system. They tell their
 * name by CPUID leaf 0x40000000; v86 gives VMware's, without its highest leaf.
 */
#include "attack.h"

#define HYPERVISOR_LEAF 0x40000000u
#define NAME_TCG 0x54474354u    /* "TCGT", of "TCGTCGTCGTCG" */
#define NAME_VMWARE 0x61774d56u /* "VMwa" */

u32
emulator_found(void)
{
	u32 highest;
	u32 name;
	u32 c = 0;
	u32 d;

	__asm__ volatile("cpuid"
			 : "=a"(highest), "=b"(name), "+c"(c), "=d"(d)
			 : "0"(HYPERVISOR_LEAF));
	if (name == NAME_VMWARE && highest == 0)
		return EMULATOR_V86;
	return name == NAME_TCG ? EMULATOR_QEMU : 0;
}

const char *
emulator_name(u32 emulator)
{
	return emulator == EMULATOR_V86 ? "v86" : "QEMU";
}
