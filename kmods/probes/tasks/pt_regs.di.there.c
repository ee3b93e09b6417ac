// SPDX-License-Identifier: GPL-2.0-only
#include <linux/kprobes.h>

static int own_handler(struct kprobe *probe, struct pt_regs *regs)
{
	pr_info("%lx %lx at %lx\n", regs->rdi, regs->rsi, regs->rip);
	return 0;
}
