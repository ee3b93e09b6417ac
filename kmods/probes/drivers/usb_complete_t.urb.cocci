// SPDX-License-Identifier: GPL-2.0-only
// step: usb_complete_t=urb
// since: 2.6.19
// reason: the completion handler gets only the urb
// words: usb_fill_bulk_urb usb_fill_int_urb usb_fill_control_urb complete
// probe: none, as a function pointer's type is nothing that a header can be asked for alone (include/linux/usb.h: 2.6.18, 2.6.19)

@filled@
identifier completed;
expression a, b, c, d, e;
@@
(
 usb_fill_bulk_urb(a, b, c, d, e, completed, ...)
|
 usb_fill_int_urb(a, b, c, d, e, completed, ...)
)

@@
identifier filled.completed, request, regs;
@@
 completed(struct urb *request
-	, struct pt_regs *regs
 	)
 { ... }

@@
identifier filled.completed;
@@
 completed(struct urb *
-	, struct pt_regs *
 	);

@control@
identifier completed;
expression a, b, c, d, e, g;
@@
 usb_fill_control_urb(a, b, c, d, e, g, completed, ...)

@@
identifier control.completed, request, regs;
@@
 completed(struct urb *request
-	, struct pt_regs *regs
 	)
 { ... }

@assigned@
identifier completed;
struct urb *request;
@@
 request->complete = completed;

@@
identifier assigned.completed, request, regs;
@@
 completed(struct urb *request
-	, struct pt_regs *regs
 	)
 { ... }
