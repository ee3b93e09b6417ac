// SPDX-License-Identifier: GPL-2.0-only
static irqreturn_t own_irq(int irq, void *device, struct pt_regs *regs)
{
	return IRQ_HANDLED;
}

static irqreturn_t other_irq(int irq, void *device, struct pt_regs *regs)
{
	show_regs(regs);
	return IRQ_HANDLED;
}

static void f(void)
{
	err = request_irq(4, own_irq, 0, "own", own);
	err = request_irq(5, other_irq, 0, "own", own);
}
