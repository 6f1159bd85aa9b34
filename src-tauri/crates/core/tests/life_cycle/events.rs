//! What can happen to two processes, and how often it does.

use patwarden_core::ErrorCode;
use patwarden_core::owner::OwnerState;
use patwarden_core::ports::StoreState;
use patwarden_testkit::fakes::{Call, PutFault};
use proptest::prelude::*;

/// One thing that happens.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Event {
    Create {
        by: usize,
        cut: Option<usize>,
    },
    Delete {
        by: usize,
        which: usize,
        cut: Option<usize>,
    },
    HoldAndDie {
        by: usize,
        which: usize,
    },
    Decide {
        by: usize,
        which: usize,
        delete: bool,
    },
    Settle {
        by: usize,
        what: Unsaved,
    },
    Refresh {
        by: usize,
        cut: Option<usize>,
    },
    Crash {
        by: usize,
    },
    Keychain(StoreState),
    Put(PutFault),
    Server {
        call: Call,
        after: bool,
        code: ErrorCode,
    },
    StrangerMakes,
    StrangerDeletes(usize),
    Twins,
    Wait(i64),
    Arrive,
    /// Only where there are service users: what becomes of the one whose tokens are made.
    Owner(OwnerState),
    MayList(bool),
    Lag(i64),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Unsaved {
    Store,
    Reveal,
    Settle,
    Revoke,
    End,
}

pub(crate) fn event() -> impl Strategy<Value = Event> {
    let cut = || prop_oneof![2 => Just(None), 3 => (0usize..40).prop_map(Some)];
    let by = || 0usize..2;
    let which = || 0usize..6;
    let state = prop_oneof![
        3 => Just(StoreState::Available),
        1 => Just(StoreState::Locked),
        1 => Just(StoreState::Absent),
        1 => Just(StoreState::TimedOut),
    ];
    let put = prop_oneof![
        Just(PutFault::Refused),
        Just(PutFault::Lost),
        Just(PutFault::Late)
    ];
    let unsaved = prop_oneof![
        Just(Unsaved::Store),
        Just(Unsaved::Reveal),
        Just(Unsaved::Settle),
        Just(Unsaved::Revoke),
        Just(Unsaved::End),
    ];
    let call = prop_oneof![Just(Call::List), Just(Call::Create), Just(Call::Delete)];
    let code = prop_oneof![
        Just(ErrorCode::Unreachable),
        Just(ErrorCode::TimedOut),
        Just(ErrorCode::ServerFailed),
        Just(ErrorCode::BadAnswer),
    ];
    prop_oneof![
        8 => (by(), cut()).prop_map(|(by, cut)| Event::Create { by, cut }),
        4 => (by(), which(), cut()).prop_map(|(by, which, cut)| Event::Delete { by, which, cut }),
        1 => (by(), which()).prop_map(|(by, which)| Event::HoldAndDie { by, which }),
        1 => (by(), which(), any::<bool>()).prop_map(|(by, which, delete)| Event::Decide { by, which, delete }),
        3 => (by(), unsaved).prop_map(|(by, what)| Event::Settle { by, what }),
        4 => (by(), cut()).prop_map(|(by, cut)| Event::Refresh { by, cut }),
        2 => by().prop_map(|by| Event::Crash { by }),
        2 => state.prop_map(Event::Keychain),
        2 => put.prop_map(Event::Put),
        3 => (call, any::<bool>(), code).prop_map(|(call, after, code)| Event::Server { call, after, code }),
        1 => Just(Event::StrangerMakes),
        1 => which().prop_map(Event::StrangerDeletes),
        1 => Just(Event::Twins),
        2 => (0i64..200).prop_map(Event::Wait),
        1 => Just(Event::Arrive),
    ]
}

/// What can happen on a server with service users.
pub(crate) fn owned_event() -> impl Strategy<Value = Event> {
    let state = prop_oneof![
        6 => Just(OwnerState::Active),
        4 => Just(OwnerState::Hidden),
        3 => Just(OwnerState::Deactivated),
        1 => Just(OwnerState::Locked),
        1 => Just(OwnerState::Removed),
    ];
    prop_oneof![
        20 => event(),
        3 => state.prop_map(Event::Owner),
        2 => any::<bool>().prop_map(Event::MayList),
        2 => (0i64..9).prop_map(Event::Lag),
    ]
}
