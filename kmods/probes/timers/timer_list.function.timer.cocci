// SPDX-License-Identifier: GPL-2.0-only
// step: timer_list.function=timer
// since: 4.15
// reason: a timer's function gets the timer, and finds its data around it
// words: init_timer setup_timer DEFINE_TIMER TIMER_INITIALIZER

// Timers that are made with the file.
@declared@
declarer name DEFINE_TIMER;
identifier timer, callback;
constant value;
@@
(
-DEFINE_TIMER(timer, callback, 0, value);
+DEFINE_TIMER(timer, callback);
|
-static struct timer_list timer = TIMER_INITIALIZER(callback, 0, value);
+static DEFINE_TIMER(timer, callback);
|
-struct timer_list timer = TIMER_INITIALIZER(callback, 0, value);
+DEFINE_TIMER(timer, callback);
)

@@
identifier declared.callback, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
 	... when != data
 }

@@
identifier declared.callback, data;
constant declared.value;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = value;
 	...
 }

// What is set up needs no init_timer() before that.
@@
expression timer, callback, value;
@@
-init_timer(timer);
 setup_timer(timer, callback, value);

// init_timer() with what the timer is filled with becomes one line, as it was possible before.
@@
expression timer, callback, value;
@@
-init_timer(&timer);
 ... when != timer
-timer.function = callback;
 ... when != timer
-timer.data = value;
+setup_timer(&timer, callback, value);

@@
expression timer, callback, value;
@@
-init_timer(&timer);
 ... when != timer
-timer.data = value;
 ... when != timer
-timer.function = callback;
+setup_timer(&timer, callback, value);

@@
expression timer, callback, value;
@@
-init_timer(&timer);
+setup_timer(&timer, callback, value);
 ...
(
-timer.function = callback;
 ...
-timer.data = value;
|
-timer.data = value;
 ...
-timer.function = callback;
)

@@
expression timer, callback;
@@
-init_timer(&timer);
+setup_timer(&timer, callback, 0);
 ... when != timer.data
-timer.function = callback;

// The data is what the timer is in.
@around@
identifier callback, member, tag;
struct tag *object;
@@
(
-setup_timer(&object->member, callback, (unsigned long)object)
+timer_setup(&object->member, callback, 0)
|
-setup_timer(&(object->member), callback, (unsigned long)object)
+timer_setup(&object->member, callback, 0)
|
-setup_timer(&object->member, callback, (unsigned long)(object))
+timer_setup(&object->member, callback, 0)
)

@inside@
identifier callback, member, tag;
struct tag object;
@@
-setup_timer(&object.member, callback, (unsigned long)&object)
+timer_setup(&object.member, callback, 0)

@@
identifier around.callback, around.member, around.tag, data, object;

@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
 	... when != data
-	struct tag *object = \((struct tag *)data\|(void *)data\);
+	struct tag *object = container_of(t, struct tag, member);
 	... when != data
 }

@@
identifier inside.callback, inside.member, inside.tag, data, object;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
 	... when != data
-	struct tag *object = \((struct tag *)data\|(void *)data\);
+	struct tag *object = container_of(t, struct tag, member);
 	... when != data
 }

@@
identifier around.callback, around.member, around.tag, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = (unsigned long)container_of(t, struct tag, member);
 	...
 }

@@
identifier inside.callback, inside.member, inside.tag, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = (unsigned long)container_of(t, struct tag, member);
 	...
 }

// The same where the object's type is not seen here.
@named@
identifier callback, member, object;
@@
-setup_timer(&object.member, callback, (unsigned long)&object)
+timer_setup(&object.member, callback, 0)

@@
identifier named.callback, named.member, named.object, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = (unsigned long)container_of(t, typeof(object), member);
 	...
 }

// The data is the same whatever the timer: a number, or something of the whole file's.
@number@
expression timer;
identifier callback;
constant value;
@@
-setup_timer(timer, callback, value)
+timer_setup(timer, callback, 0)

@@
identifier number.callback, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
 	... when != data
 }

@@
identifier number.callback, data;
constant number.value;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = value;
 	...
 }

@filewide@
identifier object;
type T;
@@
 T object;

@shared@
expression timer;
identifier callback, filewide.object;
@@
-setup_timer(timer, callback, (unsigned long)&object)
+timer_setup(timer, callback, 0)

@@
identifier shared.callback, filewide.object, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
+	unsigned long data = (unsigned long)&object;
 	...
 }

// A function that does not look at it.
@unread@
expression timer, value;
identifier callback, data;
@@
 setup_timer(timer, callback, value)

@ignored@
identifier unread.callback, data;
@@
 callback(
-	unsigned long data
+	struct timer_list *t
 )
 {
 	... when != data
 }

@depends on ignored@
expression timer, value;
identifier unread.callback;
@@
-setup_timer(timer, callback, value)
+timer_setup(timer, callback, 0)

@@
expression timer, callback, value;
@@
+/* nlmatrix port: the timer has no data since 4.15: give the function what it needs by container_of() */
 setup_timer(timer, callback, value);
