// SPDX-License-Identifier: GPL-2.0-only
// step: request_irq=handler
// since: 2.6.19
// reason: the registers are asked of get_irq_regs(), where a handler wants them

@requested@
identifier handler;
@@
 request_irq(..., handler, ...)

@plain@
identifier requested.handler, irq, device, registers;
typedef irqreturn_t;
@@
 irqreturn_t handler(
-	int irq, void *device, struct pt_regs *registers
+	int irq, void *device
 )
 {
 	... when != registers
 }

@@
identifier requested.handler, irq, device, registers;
typedef irqreturn_t;
@@
 irqreturn_t handler(
-	int irq, void *device, struct pt_regs *registers
+	int irq, void *device
 )
 {
+	struct pt_regs *registers = get_irq_regs();
 	...
 }
