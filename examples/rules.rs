use letterbook::{document::Document, extract::{self,Findings}, grammar::{load::load_embedded, program::{Memory,Reach}}, read, segment};
fn main() {
    let grammar = load_embedded("policing").unwrap_or_else(|_| panic!());
    let (sources, _) = read::find(&["input/policing".into()]);
    let letters: Vec<Document> = sources.iter().filter_map(|s| s.read().ok()).collect();
    let mut per = vec![(0usize,0u128); grammar.rules.len()];
    let (mut tscan, mut tseg, mut tatt, mut tres) = (0,0,0,0);
    for round in 0..30 { for l in &letters {
        let t0 = std::time::Instant::now();
        let hits = extract::scan(&l.text, &grammar);
        let t1 = std::time::Instant::now();
        let a = segment::segment(l, &grammar, &hits);
        let t2 = std::time::Instant::now();
        let mut f = Findings::default();
        let ats = extract::attempts(l, &a, &grammar, &hits, &mut f);
        let t3 = std::time::Instant::now();
        let memory = Memory::default(); 
        for at in ats { let t = std::time::Instant::now(); extract::try_rule(l,&grammar,&at,&memory,&mut Reach::default(),&mut f.mentions); if round>0 {per[at.rule].0+=1; per[at.rule].1+=t.elapsed().as_nanos();} }
        let t4 = std::time::Instant::now();
        let r = letterbook::resolve::resolve(l,&a,&grammar,f); std::hint::black_box(r);
        if round>0 { tscan+=(t1-t0).as_nanos(); tseg+=(t2-t1).as_nanos(); tatt+=(t3-t2).as_nanos(); tres+=t4.elapsed().as_nanos(); }
    }}
    let ttry: u128 = per.iter().map(|p|p.1).sum();
    println!("per doc us: scan {} seg {} attempts {} try {} resolve {}", tscan/29/36/1000, tseg/29/36/1000, tatt/29/36/1000, ttry/29/36/1000, tres/29/36/1000);
    let mut order: Vec<usize> = (0..per.len()).collect(); order.sort_by_key(|&i| std::cmp::Reverse(per[i].1));
    for i in order.into_iter().take(45) { let (f,r)=grammar.rule(i); println!("{:5.1}% n={:5} {:6}ns {}/{}", per[i].1 as f64*100.0/ttry as f64, per[i].0/29, per[i].1/per[i].0.max(1) as u128, f.name, r.name); }
}
