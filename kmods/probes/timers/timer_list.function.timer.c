// SPDX-License-Identifier: GPL-2.0-only
struct own {
	struct timer_list timer;
};

static struct own global;
static struct timer_list bare;
static struct timer_list table[4];

static void own_tick(unsigned long data)
{
	struct own *own = (struct own *)data;

	use(own);
}

static void global_tick(unsigned long data)
{
	use((struct own *)data);
}

static void bare_tick(unsigned long data)
{
	mod_timer(&bare, jiffies + HZ);
}

static void number_tick(unsigned long data)
{
	printk("%lu\n", data);
}

static void table_tick(unsigned long data)
{
	printk("%lu\n", data);
}

static void start(struct own *own, int i)
{
	setup_timer(&own->timer, own_tick, (unsigned long)own);
	init_timer(&global.timer);
	global.timer.function = global_tick;
	global.timer.data = (unsigned long)&global;
	init_timer(&bare);
	bare.expires = jiffies + HZ;
	bare.data = 0;
	bare.function = bare_tick;
	add_timer(&bare);
	setup_timer(&number, number_tick, 5);
	setup_timer(&table[i], table_tick, i);
}

static void made_tick(unsigned long data)
{
	mod_timer(&made, jiffies + HZ);
}

static void told_tick(unsigned long data)
{
	printk("%lu\n", data);
}

static void init_tick(unsigned long data);

static DEFINE_TIMER(made, made_tick, 0, 0);
DEFINE_TIMER(told, told_tick, 0, 7);
static struct timer_list inited = TIMER_INITIALIZER(init_tick, 0, 0);

static void init_tick(unsigned long unused)
{
	mod_timer(&inited, jiffies + HZ);
}

static void twice_init(struct own *own)
{
	init_timer(&own->twice);
	setup_timer(&own->twice, twice_tick, (unsigned long)own);
}
