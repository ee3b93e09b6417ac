// SPDX-License-Identifier: GPL-2.0-only
// step: request_irq=handler
// since: 2.6.19
// reason: a handler that needs the registers calls get_irq_regs()
// words: irqreturn_t

// Nothing else has such arguments.
@unread@
identifier handler, irq, data, registers;
typedef irqreturn_t;
@@
 irqreturn_t handler(
-	int irq, void *data, struct pt_regs *registers
+	int irq, void *data
 )
 {
 	... when != registers
 }

@read@
identifier handler, irq, data, registers;
typedef irqreturn_t;
@@
 irqreturn_t handler(
-	int irq, void *data, struct pt_regs *registers
+	int irq, void *data
 )
 {
+	struct pt_regs *registers = get_irq_regs();
 	...
 }

@@
identifier unread.handler;
expression irq, data, registers;
@@
 handler(irq, data
-	, registers
 )

@@
identifier read.handler;
expression irq, data, registers;
@@
 handler(irq, data
-	, registers
 )
