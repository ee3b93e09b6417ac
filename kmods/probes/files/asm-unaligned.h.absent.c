// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kernel.h>
#include <asm/unaligned.h>

static u32 number(const void *at)
{
	return get_unaligned_be32(at);
}
