//! Objects that every pod has (variables, volumes, mounts) as the Kubernetes client's models.

use super::escape::AirflowText;
use crate::backends::kube::{env, volumes};
use crate::emit::python::{Call, Expr, Identifier, dotted, identifier};

/// Where a variable comes from: `V1EnvVarSource`.
pub(super) fn source(source: env::EnvVarSource<AirflowText>) -> Expr {
    let selector = |class, selector: env::KeySelector<AirflowText>| {
        let call = Call::new(class)
            .keyword(identifier!("name"), selector.name.expression())
            .keyword(identifier!("key"), selector.key.expression())
            .optional(identifier!("optional"), selector.optional.then_some(true));
        Expr::from(call)
    };
    let secret = source.secret_key_ref.map(|it| selector(dotted!("k8s.V1SecretKeySelector"), it));
    let config = source.config_map_key_ref.map(|it| selector(dotted!("k8s.V1ConfigMapKeySelector"), it));
    let field = source.field_ref.map(|it| {
        let path = it.field_path.expression();
        Expr::from(Call::new(dotted!("k8s.V1ObjectFieldSelector")).keyword(identifier!("field_path"), path))
    });
    Call::new(dotted!("k8s.V1EnvVarSource"))
        .optional(identifier!("secret_key_ref"), secret)
        .optional(identifier!("config_map_key_ref"), config)
        .optional(identifier!("field_ref"), field)
        .into()
}

/// A secret or config map whose entries are variables: `V1EnvFromSource`.
pub(super) fn variables(source: env::EnvFromSource<AirflowText>) -> Expr {
    let object = |class, object: env::EnvObjectRef<AirflowText>| {
        let call = Call::new(class)
            .keyword(identifier!("name"), object.name.expression())
            .optional(identifier!("optional"), object.optional.then_some(true));
        Expr::from(call)
    };
    let config = source.config_map_ref.map(|it| object(dotted!("k8s.V1ConfigMapEnvSource"), it));
    let secret = source.secret_ref.map(|it| object(dotted!("k8s.V1SecretEnvSource"), it));
    Call::new(dotted!("k8s.V1EnvFromSource"))
        .optional(identifier!("prefix"), source.prefix.map(Expr::text))
        .optional(identifier!("config_map_ref"), config)
        .optional(identifier!("secret_ref"), secret)
        .into()
}

/// `V1Volume`.
pub(super) fn volume(volume: volumes::Volume<AirflowText>) -> Expr {
    let source = |class, argument: Identifier, name: AirflowText| {
        Expr::from(Call::new(class).keyword(argument, name.expression()))
    };
    let claim = volume.persistent_volume_claim.map(|claim| {
        source(dotted!("k8s.V1PersistentVolumeClaimVolumeSource"), identifier!("claim_name"), claim.claim_name)
    });
    let secret = volume
        .secret
        .map(|secret| source(dotted!("k8s.V1SecretVolumeSource"), identifier!("secret_name"), secret.secret_name));
    let config = volume
        .config_map
        .map(|config| source(dotted!("k8s.V1ConfigMapVolumeSource"), identifier!("name"), config.name));
    let empty = volume.empty_dir.map(|empty| {
        let call = Call::new(dotted!("k8s.V1EmptyDirVolumeSource"))
            .optional(identifier!("medium"), empty.medium.map(Expr::text))
            .optional(identifier!("size_limit"), empty.size_limit.map(Expr::text));
        Expr::from(call)
    });
    Call::new(dotted!("k8s.V1Volume"))
        .keyword(identifier!("name"), Expr::text(volume.name))
        .optional(identifier!("persistent_volume_claim"), claim)
        .optional(identifier!("secret"), secret)
        .optional(identifier!("config_map"), config)
        .optional(identifier!("empty_dir"), empty)
        .into()
}

/// `V1VolumeMount`.
pub(super) fn mount(mount: volumes::Mount<AirflowText>) -> Expr {
    let path = match mount.mount_path {
        volumes::MountPath::Written(path) => path.expression(),
        volumes::MountPath::Own(path) => Expr::text(path),
    };
    Call::new(dotted!("k8s.V1VolumeMount"))
        .keyword(identifier!("name"), Expr::text(mount.name))
        .keyword(identifier!("mount_path"), path)
        .optional(identifier!("read_only"), mount.read_only.then_some(true))
        .optional(identifier!("sub_path"), mount.sub_path.map(AirflowText::expression))
        .into()
}
