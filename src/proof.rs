//! For tests: proofs about types that the compiler gives, so that the wrong way does not compile.

/// Fails to compile if a type implements a trait.
///
/// Both impls of `Ways` fit such a type, so that which of them is meant cannot be inferred.
macro_rules! never {
    ($type:ty: $($bound:tt)+) => {
        const _: fn() = || {
            struct Wrong;
            trait Ways<Which> {
                fn exist() {}
            }
            impl<T: ?Sized> Ways<()> for T {}
            impl<T: ?Sized + $($bound)+> Ways<Wrong> for T {}
            let _ = <$type as Ways<_>>::exist;
        };
    };
}

/// Fails to compile if a back end's text type can be made of a string or a literal, or by itself.
macro_rules! never_made {
    ($type:ty) => {
        $crate::proof::never!($type: From<String>);
        $crate::proof::never!($type: for<'a> From<&'a str>);
        $crate::proof::never!($type: From<$crate::ir::Literal>);
        $crate::proof::never!($type: Default);
        $crate::proof::never!($type: serde::de::DeserializeOwned);
    };
}

pub(crate) use {never, never_made};
