//! Names and kinds of the attributes whose meaning is known: `nlctrl` and extended acks.

/// How to show a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// According to its content.
    Guess,
    /// A number of whatever size.
    Number,
    /// A list of attributes.
    Nested(Schema),
}

/// What a list of attributes is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// Nothing is known.
    Unknown,
    /// `CTRL_ATTR_*`.
    Ctrl,
    /// Array of operations, then one of them.
    Ops,
    /// `CTRL_ATTR_OP_*`.
    Op,
    /// Array of multicast groups.
    Groups,
    /// `CTRL_ATTR_MCAST_GRP_*`.
    Group,
    /// Array of policies, by index.
    Policies,
    /// Array of attribute policies, by attribute type.
    Policy,
    /// `NL_POLICY_TYPE_ATTR_*`.
    PolicyAttr,
    /// Array, by command, of the policies used.
    OpPolicies,
    /// `CTRL_ATTR_POLICY_DO`, `_DUMP`.
    OpPolicy,
    /// `NLMSGERR_ATTR_*`.
    ExtAck,
}

type Names = &'static [(&'static str, Kind)];

const CTRL: Names = &[
    ("CTRL_ATTR_FAMILY_ID", Kind::Number),
    ("CTRL_ATTR_FAMILY_NAME", Kind::Guess),
    ("CTRL_ATTR_VERSION", Kind::Number),
    ("CTRL_ATTR_HDRSIZE", Kind::Number),
    ("CTRL_ATTR_MAXATTR", Kind::Number),
    ("CTRL_ATTR_OPS", Kind::Nested(Schema::Ops)),
    ("CTRL_ATTR_MCAST_GROUPS", Kind::Nested(Schema::Groups)),
    ("CTRL_ATTR_POLICY", Kind::Nested(Schema::Policies)),
    ("CTRL_ATTR_OP_POLICY", Kind::Nested(Schema::OpPolicies)),
    ("CTRL_ATTR_OP", Kind::Number),
];
const OP: Names = &[("CTRL_ATTR_OP_ID", Kind::Number), ("CTRL_ATTR_OP_FLAGS", Kind::Number)];
const GROUP: Names =
    &[("CTRL_ATTR_MCAST_GRP_NAME", Kind::Guess), ("CTRL_ATTR_MCAST_GRP_ID", Kind::Number)];
const OP_POLICY: Names =
    &[("CTRL_ATTR_POLICY_DO", Kind::Number), ("CTRL_ATTR_POLICY_DUMP", Kind::Number)];
const POLICY_ATTR: Names = &[
    ("NL_POLICY_TYPE_ATTR_TYPE", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MIN_VALUE_S", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MAX_VALUE_S", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MIN_VALUE_U", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MAX_VALUE_U", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MIN_LENGTH", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_MAX_LENGTH", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_POLICY_IDX", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_POLICY_MAXTYPE", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_BITFIELD32_MASK", Kind::Number),
    ("NL_POLICY_TYPE_ATTR_PAD", Kind::Guess),
    ("NL_POLICY_TYPE_ATTR_MASK", Kind::Number),
];
const EXTACK: Names = &[
    ("NLMSGERR_ATTR_MSG", Kind::Guess),
    ("NLMSGERR_ATTR_OFFS", Kind::Number),
    ("NLMSGERR_ATTR_COOKIE", Kind::Guess),
    ("NLMSGERR_ATTR_POLICY", Kind::Nested(Schema::PolicyAttr)),
    ("NLMSGERR_ATTR_MISS_TYPE", Kind::Number),
    ("NLMSGERR_ATTR_MISS_NEST", Kind::Number),
];

impl Schema {
    /// Name and kind of an attribute type in this list; lists that are arrays have no names.
    pub fn entry(self, ty: u16) -> (Option<&'static str>, Kind) {
        let names = match self {
            Self::Unknown => return (None, Kind::Guess),
            Self::Ops => return (None, Kind::Nested(Self::Op)),
            Self::Groups => return (None, Kind::Nested(Self::Group)),
            Self::Policies => return (None, Kind::Nested(Self::Policy)),
            Self::Policy => return (None, Kind::Nested(Self::PolicyAttr)),
            Self::OpPolicies => return (None, Kind::Nested(Self::OpPolicy)),
            Self::Ctrl => CTRL,
            Self::Op => OP,
            Self::Group => GROUP,
            Self::OpPolicy => OP_POLICY,
            Self::PolicyAttr => POLICY_ATTR,
            Self::ExtAck => EXTACK,
        };
        // Type 0 is "unspecified" in every kernel enumeration.
        let entry = usize::from(ty).checked_sub(1).and_then(|index| names.get(index));
        entry.map_or((None, Kind::Guess), |&(name, kind)| (Some(name), kind))
    }
}

/// The name of an `nlctrl` command.
pub fn ctrl_command(cmd: u8) -> Option<&'static str> {
    const NAMES: [&str; 10] = [
        "CTRL_CMD_NEWFAMILY",
        "CTRL_CMD_DELFAMILY",
        "CTRL_CMD_GETFAMILY",
        "CTRL_CMD_NEWOPS",
        "CTRL_CMD_DELOPS",
        "CTRL_CMD_GETOPS",
        "CTRL_CMD_NEWMCAST_GRP",
        "CTRL_CMD_DELMCAST_GRP",
        "CTRL_CMD_GETMCAST_GRP",
        "CTRL_CMD_GETPOLICY",
    ];
    usize::from(cmd).checked_sub(1).and_then(|index| NAMES.get(index)).copied()
}
