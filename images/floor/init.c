// SPDX-License-Identifier: MIT OR Apache-2.0
/*
 * The least that a machine can be booted for: PID 1 says that it is there and
 * ends the machine. The benchmark's floor.
 */
#include <sys/reboot.h>
#include <unistd.h>

int main(void)
{
	static const char up[] = "floor: up\n";

	if (write(STDOUT_FILENO, up, sizeof(up) - 1) < 0)
		return 1;
	/* QEMU's -no-reboot turns this into its end. */
	return reboot(RB_AUTOBOOT);
}
